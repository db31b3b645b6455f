require('../kit/typescript.js');
require('./cli.ts');
