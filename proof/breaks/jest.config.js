const { projects } = require('../../jest.config.js');
const [unit] = projects;

module.exports = {
  ...unit,
  displayName: 'breaks',
  rootDir: '../..',
  testMatch: ['<rootDir>/proof/breaks/**/*.test.ts'],
  testTimeout: 900_000,
};
