import type { Examples } from './main';

/** Calls that the help shows, by command. The empty name is the help of `./sluice` itself. */
export const EXAMPLES: Examples = {
  '': [
    ['./sluice up', 'first: a running workflow, with six sample files'],
    ['./sluice send readings.csv --id station,day', 'then: a file of your own'],
    ['./sluice status', 'the outcome of each job'],
    ['./sluice send --help', 'one command, with its options and examples'],
    ['source <(./sluice complete)', 'complete commands and options in bash or zsh'],
  ],
  up: [['./sluice up', 'a running workflow and six sample files, from a fresh clone']],
  ready: [['./sluice ready --timeout 60', 'give up after a minute']],
  deploy: [['STAGE=local-2 ./sluice deploy', 'a second copy of the stack, beside the first']],
  remove: [['STAGE=local-2 ./sluice remove', 'delete that copy']],
  try: [
    ['./sluice try readings.csv --id station,day', 'the outcome of each row'],
    ["./sluice try prices.csv --delimiter ';' --encoding windows-1252", 'a CSV from Excel'],
  ],
  send: [
    ['./sluice send readings.csv --id station,day', 'upload it, run it, and wait'],
    ['./sluice send --key readings.csv --force', 'run an uploaded file again'],
    ['./sluice send -- -odd-name.csv', 'a name that begins with a dash'],
  ],
  put: [['./sluice put readings.csv --key 2026/readings.csv', 'upload it under another name']],
  rerun: [['./sluice rerun readings', 'every file of the dataset readings']],
  redrive: [['./sluice redrive', 'all of them, and wait for the outcome']],
  watch: [['./sluice watch', 'then edit src/pipeline.ts in another window; Ctrl-C ends it']],
  status: [['./sluice status --json', 'the same for a script']],
  page: [['./sluice page --port 8080', 'on port 8080']],
  rows: [
    ['./sluice rows --dataset cars --limit 5', 'five rows of one dataset'],
    ['./sluice rows --dataset cars --json', 'whole rows, with their types'],
  ],
  rejects: [['./sluice rejects --json', 'whole rejected rows']],
  cat: [['./sluice cat cars/63883f34b3f8c816/cars.csv', 'a part; ./sluice ls lists the keys']],
  logs: [
    ['./sluice logs load --minutes 5', 'what load logged in the last five minutes'],
    ['./sluice logs --follow', 'all logs, as they are written'],
  ],
  doctor: [['./sluice doctor', 'the first thing to run when something is wrong']],
  fault: [
    ['./sluice fault SlowDown --function extract --operation PutObject --times 2', 'two uploads fail'],
    ['./sluice fault delay --ms 5000 --service dynamodb', 'a slow table'],
    ['./sluice fault kill --function load --times 1', 'load is killed at its next call'],
  ],
  kill: [['./sluice kill extract', 'its message is visible again later']],
  lab: [['./sluice lab 4', 'lab 4']],
  predict: [['./sluice predict c', 'answer c']],
};
