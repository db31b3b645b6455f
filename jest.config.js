/** Tests are compiled by swc and checked by tsc; one project for each kind of test. */
const shared = {
  testEnvironment: 'node',
  transform: { '^.+\\.[tj]s$': ['@swc/jest', { jsc: { target: 'es2022' } }] },
  // Packages that ship ES modules only.
  transformIgnorePatterns: [],
};
module.exports = shared;
