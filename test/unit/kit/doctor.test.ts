import { otherNode } from '../../../kit/commands/doctor';

test('doctor says when functions run on another Node.js here than in AWS', () => {
  expect(otherNode('20.19.0', 22)).toMatch(/Node\.js 20 here and on Node\.js 22 in AWS/);
  expect(otherNode('24.1.0', 22)).toMatch(/Node\.js 24 here and on Node\.js 22 in AWS/);
  expect(otherNode('22.12.0', 22)).toBeUndefined();
});
