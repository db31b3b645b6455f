require('./typescript.js');
require('./cli.ts');
