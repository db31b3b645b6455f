import { CODES as FAILURES, WARNINGS } from '../src/codes';

const OF_JOBS = { ...FAILURES, ...WARNINGS };

const WITHOUT_DOCKER = 'Or use an engine without Docker: `ENGINE=ministack make up`';
const START_DOCKER = `Start Docker, and check that \`docker ps\` works.\n${WITHOUT_DOCKER}`;
const CHECK_PIP =
  'Check the network and pip (PIP_INDEX_URL sets a mirror, HTTPS_PROXY a proxy), and try again.';
const READ_DEPLOYMENT =
  'Read the output above. `./sluice doctor` checks this machine, and `./sluice logs engine` shows the log of an offline engine.';
const REPORT_SOAK =
  'Please report it as a bug, with the seed. To run the same jobs again: `./sluice soak --seed {seed} --jobs {jobs}`';

/**
 * Every code with which a command fails: what the code means and what the reader does about it. Errors and
 * docs/reference/errors.md are made from this table. A `{name}` in either text is filled in where the error is created.
 */
export const CODES = {
  // This machine
  WINDOWS: {
    message: 'Sluice runs on Linux and macOS, and on Windows inside WSL.',
    fix: 'Install WSL (`wsl --install`), then clone and run Sluice inside it.',
  },
  NO_PYTHON: {
    message: 'No Python {range} was found on PATH, in pyenv or uv.',
    fix: 'Install one:\n{install}',
  },
  NO_VENV: {
    message: 'Python {version} ({path}) lacks the modules venv and ensurepip.',
    fix: 'Debian, Ubuntu, WSL: `sudo apt install python{version}-venv`',
  },
  VENV_FAILED: { message: '{python} could not make a virtual environment:\n{output}', fix: CHECK_PIP },
  PIP_FAILED: { message: 'pip could not install {name}:\n{output}', fix: CHECK_PIP },
  NO_JAVA: {
    message: 'No Java {oldest} or newer was found in JAVA_HOME, on PATH or in the usual places.',
    fix: [
      'Debian, Ubuntu, WSL: sudo apt install default-jre-headless',
      'Fedora:              sudo dnf install java-21-openjdk-headless',
      'macOS:               brew install openjdk',
      'Or use an engine without Java: `ENGINE=ministack make up`',
    ].join('\n'),
  },
  NO_DYNAMODB_LOCAL: {
    message: 'DynamoDB Local has no SQLite library for {platform} on Maven Central.',
    fix: 'Use another engine: `ENGINE=ministack make up`',
  },
  DOWNLOAD_FAILED: {
    message: '{url} could not be downloaded: {reason}',
    fix: 'Check the network, or set MAVEN_REPOSITORY_URL to a mirror of Maven Central, and try again.',
  },
  WRONG_HASH: {
    message: '{file} from {source} has the hash {hash}, not {expected}.',
    fix: 'Do not use the file. Check whether a proxy or a mirror changes it.',
  },
  NO_DOCKER: {
    message: 'There is no docker command on PATH.',
    fix: `Install Docker.\n${WITHOUT_DOCKER}`,
  },
  NO_DOCKER_DAEMON: { message: 'The Docker daemon does not answer: {answer}', fix: START_DOCKER },
  DOCKER_SILENT: { message: 'The Docker daemon did not answer within {seconds} s.', fix: START_DOCKER },
  NO_COMPOSE: {
    message: 'This Docker has no compose plugin (`docker compose version` fails).',
    fix: `Install the Docker Compose plugin.\n${WITHOUT_DOCKER}`,
  },
  DOCKER_ELSEWHERE: {
    message: 'The Docker daemon is on another machine ({host}), and LocalStack would listen there.',
    fix: `Use a local daemon: \`unset DOCKER_HOST; docker context use default\`\n${WITHOUT_DOCKER}`,
  },
  COMPOSE_FAILED: {
    message: 'Docker Compose could not read docker-compose.yml:\n{output}',
    fix: `Run \`docker compose config\`, and check that Compose is version 2.\n${WITHOUT_DOCKER}`,
  },
  PULL_FAILED: {
    message: 'Docker could not pull {image}:\n{output}',
    fix: `Check the network and the name of the image.\n${WITHOUT_DOCKER}`,
  },

  // Engines
  UNKNOWN_ENGINE: {
    message: 'There is no engine "{asked}". Did you mean ENGINE={nearest}?',
    fix: 'Set ENGINE to one of {engines}, or to the address of an engine, such as http://127.0.0.1:4566.',
  },
  NOT_INSTALLED: {
    message: 'The engine {engine} is not installed in this checkout.',
    fix: 'Run `ENGINE={engine} make install`',
  },
  NODE_TOO_OLD: {
    message: 'Node.js {version} is too old: Sluice needs {oldest} or newer.',
    fix: 'Install Node.js 22 or 24 (https://nodejs.org), open a new terminal, and run `npm ci`.',
  },
  PACKAGES_INCOMPLETE: {
    message: 'The installation of the packages was interrupted: node_modules is not complete.',
    fix: 'Run `make install`',
  },
  NOT_RUNNING: { message: 'No engine of this checkout is running.', fix: 'Run `make up`' },
  NO_ENGINE_THERE: {
    message: 'No engine answers at {address}.',
    fix: 'Start it, or leave ENGINE out and let `make up` start one.',
  },
  ENGINE_DIED: {
    message: '{engine} ended while it started:\n{lines}',
    fix: 'Run `make down`, then `make up`. If that does not help, run `make clean`, then `make up`.\nOr use another engine: `./sluice doctor` lists them.',
  },
  ENGINE_SILENT: {
    message: '{engine} is running but does not answer{details}',
    fix: 'Run `make ready`, which waits for it. If it hangs, run `make down`, then `make up`.\nOr use another engine: `./sluice doctor` lists them.',
  },
  STOP_FAILED: {
    message: 'LocalStack could not be stopped:\n{output}',
    fix: 'Find the container with `docker ps`, stop it, and run `make down` again.',
  },
  LOCKED: {
    message: 'Another sluice command of this checkout is running; {file} names its process.',
    fix: 'Wait until that command ends, or stop it, and try again. If there is no such process, delete the lock: `rm {file}*`',
  },
  BAD_PORT: {
    message: 'SLUICE_PORT={port} cannot be used: {reason}.',
    fix: 'Set SLUICE_PORT to a number from 1024 to 65535, such as 4567, or leave it out for 4566.',
  },
  PORT_TAKEN: {
    message: 'Port {port} is taken by {holder}.',
    fix: 'Stop it (`make down` stops an engine of this checkout), or choose another port: `SLUICE_PORT={another} make up`',
  },
  BAD_ORIGIN: {
    message: 'SLUICE_ALLOW_ORIGIN is "{text}", which is not the origin of a web page.',
    fix: 'Give a scheme, a host and a port, and no path: `SLUICE_ALLOW_ORIGIN=http://localhost:5173`',
  },
  CALLER_REFUSED: {
    message: 'An engine or the fault proxy answered 403: {reason}.',
    fix: 'Call it as http://localhost:… from a program. For your own web page, set SLUICE_ALLOW_ORIGIN (docs/internals/security.md).',
  },

  // Stages
  BAD_STAGE: {
    message: 'STAGE={stage} is not a valid stage: {problem}',
    fix: 'Use an offline stage ({stages}). For AWS, use a name of up to 20 lowercase letters, digits and dashes that does not start with "local".',
  },
  NOT_OFFLINE: {
    message: 'Stage {stage} is in AWS, and {command} works on offline stages only.',
    fix: 'Leave STAGE out. Commands that work on AWS include `make deploy`, `make run`, `make send`, `./sluice seed`, `./sluice redrive` and `./sluice remove`.',
  },
  NO_CREDENTIALS: {
    message: 'Stage {stage} is in AWS, and there are no credentials{profile}: {reason}',
    fix: 'Set AWS_PROFILE to a profile of `aws configure` or `aws sso login`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.\nAn offline stage needs none: `make up`',
  },
  LOGIN_NEEDED: {
    message: 'Stage {stage} is in AWS, and the single sign-on session has expired: {reason}',
    fix: 'Run `aws sso login{profile}`',
  },
  NOT_DEPLOYED: { message: 'The stack {stack} is not deployed.', fix: 'Run `make {command}`' },
  DEPLOY_FAILED: { message: '{command} {outcome}:\n{output}', fix: READ_DEPLOYMENT },
  REMOVE_FAILED: {
    message: 'The stack {stack} still exists, in status {status}: {reason}',
    fix: 'Run `./sluice remove` again. In AWS, the events of the stack in CloudFormation say what could not be deleted; `./sluice logs engine` shows the log of an offline engine.',
  },
  PACKAGE_FAILED: { message: '{command} {outcome}:\n{output}', fix: READ_DEPLOYMENT },
  TEMPLATE_FAULTY: {
    message: 'cfn-lint reports problems in the template of stage {stage}:\n{output}',
    fix: 'Correct serverless.yml or stack/.',
  },

  // Files and jobs
  NO_FILE: {
    message: 'FILE={file} does not name a file.',
    fix: 'Give the path of a file: `FILE=path/to/your.csv`',
  },
  FILE_UNREADABLE: { message: '{file} {what}.', fix: '{fix}' },
  FILE_NOT_EXPANDED: {
    message: 'There is no file {file}: your shell did not expand the ~.',
    fix: 'Give the whole path: `FILE={whole}`',
  },
  BAD_PIPELINE: {
    message: '{file} cannot be used: {reason}',
    fix: 'Correct it. Its default export must be made by `pipeline()`, as in examples/.',
  },
  VERSION_NOT_DEPLOYED: {
    message: '{file} has version {version}, but the functions were deployed with {deployed}.',
    fix: 'Run `make deploy`, then `./sluice rerun` again.',
  },
  VERSION_NOT_INCREASED: {
    message: 'Nothing was sent: every file of dataset {dataset} is done under version {version}.',
    fix: 'Increase `version` in src/pipeline.ts, run `make deploy`, then `./sluice rerun` again.',
  },
  NOTHING_TO_RERUN: {
    message: 'The ledger has no job of dataset {dataset} whose file is still in the input bucket.',
    fix: 'Run `make status` to list the jobs. To send a file: `make send FILE=path/to/your.csv`',
  },
  JOB_TWICE: {
    message:
      'Stage {stage} has autoRun, which runs {key} without options when it is uploaded. With these options, the file would run twice, and its rows would have two sets of keys.',
    fix: 'Leave the options out. Set them for the dataset in src/pipeline.ts, and name the file after its dataset and format, such as readings.csv.\nOr deploy the stage without autoRun.',
  },
  NO_KEY: {
    message: 'The key is missing.',
    fix: 'Run `./sluice ls` to list the keys, then `./sluice cat KEY`',
  },
  NO_OBJECT: {
    message: 'The bucket {bucket} has no object {key}.',
    fix: 'Run `./sluice ls` to list the keys.',
  },
  JOB_FAILED: {
    message: '{jobs} failed.',
    fix: 'The reason is under each dead letter above. Remove the cause, then run `./sluice redrive` to send the dead letters again.',
  },
  NOT_SETTLED: {
    message: 'The work was not done within {seconds} s:\n{open}\n{queues}',
    fix: 'Read what the functions logged with `./sluice logs`, or follow the work with `make status WATCH=1`.',
  },

  // Faults
  BAD_FAULT: {
    message: 'The fault was not set: {problem}',
    fix: 'Choose from {faults}. kit/faults/rule.ts says what else a rule can contain.',
  },
  NO_SUCH_FAULT: {
    message: 'Stage {stage} has no fault {id}.',
    fix: '`./sluice faults` lists the faults that are set, with their ids.',
  },
  FAULT_NOT_HIT: {
    message: 'The rule has not hit {hits} calls in {ms} ms: {state}',
    fix: 'Check with `./sluice logs` whether the functions made a call that matches the rule.',
  },
  NO_SUCH_PATH: {
    message: 'The only paths of the fault proxy are /_faults/rules, /_faults/calls and /_faults/pace.',
    fix: 'Use `GET /_faults/rules`.',
  },
  NOT_JSON: {
    message: 'The body of the request is not JSON.',
    fix: 'Send JSON with the header `content-type: application/json`.',
  },
  BAD_PACE: {
    message: 'Slow motion was not set: it needs a stage, and a delay of 0 to {most} ms per call.',
    fix: 'Send a JSON object with `stage` and `ms`; 0 ms ends slow motion.',
  },

  // The live page
  PAGE_REFUSED: {
    message: 'This request lacks the token that is in the page’s address.',
    fix: 'Open the address that `./sluice page` printed last, with everything after the #.',
  },
  BAD_ACTION: {
    message: 'The page asked for something that cannot be done: {problem}',
    fix: 'Reload the page. If it happens again, please report it as a bug.',
  },
  FUNCTIONS_ELSEWHERE: {
    message:
      'This checkout did not start the engine at {engine}, so it cannot redirect or kill its functions.',
    fix: 'Leave ENGINE out, so that `make up` starts an engine of this checkout.',
  },

  // Labs
  NO_SUCH_LAB: {
    message: 'Lab {number} does not exist.',
    fix: 'Choose one of {numbers}: `make labs` lists them.',
  },
  NO_LAB_OPEN: { message: 'No lab is open.', fix: 'Begin the next one: `make lab`' },
  LAB_OPEN: {
    message: 'Lab {number} is open, and its files may be broken on purpose.',
    fix: 'Finish it (`make lab` shows it again), or put its files back: `make lab-reset`',
  },
  LAB_WITHOUT_SEED: {
    message: 'Lab {number} has only one break, so SEED has nothing to choose.',
    fix: 'Leave SEED out: `make lab N={number}`',
  },
  LAB_NOT_PREDICTED: {
    message: 'Lab {number} waits for your prediction.',
    fix: 'Predict one of {answers}: `make predict A=…`. To continue without one: `make predict A=skip`',
  },
  LAB_INTERRUPTED: {
    message: 'The break of lab {number} was interrupted.',
    fix: 'Run `make predict` again, which completes it, or `make lab-reset`.',
  },
  NO_SUCH_ANSWER: {
    message: '"{answer}" is not one of the answers.',
    fix: 'Choose one of {answers}, or skip: `make predict A=…`',
  },
  LAB_FILE_CHANGED: {
    message: '{file} {what}.',
    fix: 'A lab breaks only files that have not changed since it began. `make lab-reset` restores them and keeps your version. If you changed a file before the lab, restore it yourself.',
  },
  LAB_COPY_MISSING: {
    message: '{folder} has no copy of {files} as it was before the lab.',
    fix: 'Put it back from where you cloned it (`git checkout -- {files}`), and delete {file}.',
  },
  LAB_CODE_UNREADABLE: {
    message: 'The code cannot be read:\n{reason}',
    fix: 'Correct it and try again. `make lab-reset` puts the files of a lab back and keeps your version.',
  },
  LAB_ENGINE: {
    message: 'Lab {number} has been proven on {engines} only, not on {engine}.',
    fix: 'Run `make down`, then `make lab N={number}`{without}: it starts {first}, and later commands use the running engine.',
  },
  LAB_SOLUTION_LATER: {
    message: 'The solution of lab {number} is shown after a pass, or after the third hint.',
    fix: 'Run `make hint` for the next hint.',
  },
  LAB_DID_NOT_RUN: {
    message: 'The lab could not observe the system: {reason}',
    fix: 'This says nothing about your change. Run `./sluice doctor`, and try again; `./sluice logs engine` shows the log of the engine.',
  },
  LAB_PROGRESS_UNREADABLE: {
    message: '{file} cannot be read: {reason}',
    fix: 'Correct it or delete it. Then `make lab-reset` says whether a file is still broken.',
  },
  LAB_UNREADABLE: { message: 'The lab in labs/{lab} cannot be used: {reason}', fix: 'Correct its files.' },
  NO_TERMINAL: {
    message: '`make learn` needs a terminal.',
    fix: 'Use `make lab`, `predict`, `check` and `hint` one at a time.',
  },

  // Checks of the project itself
  LABS_UNPROVEN: {
    message: '{count} states of the labs did not behave as expected.',
    fix: 'The table above shows which. Correct the lab or its check.',
  },
  SOAK_FINDINGS: { message: '{findings} rows or jobs are wrong.', fix: REPORT_SOAK },
  SOAK_WITHOUT_KILLS: {
    message: 'Only {kills} of {wanted} kills hit a function that was working.',
    fix: 'Ask for fewer kills (`--kills`) or for more jobs (`--jobs`).',
  },
  NOT_KEPT: {
    message: 'At least one promise of the fault catalogue was not kept.',
    fix: 'Read which one in the output above; docs/internals/faults.md lists them all.',
  },
  PROBE_FAILED: {
    message: '{count} probes could not be run, so nothing was written:\n{reasons}',
    fix: READ_DEPLOYMENT,
  },
  AUDIT_FINDINGS: {
    message: '{tool} reports problems:\n{output}',
    fix: 'Correct the template, or give a reason in proof/audit/checkov.yaml. For a package, use the version that the report names.',
  },
  AUDIT_SILENT: {
    message: '{tool} got no answer:\n{output}',
    fix: 'Run the audit where pypi.org and registry.npmjs.org can be reached. A mirror often lacks their lists of vulnerabilities.',
  },
  UNKNOWN_BENCHMARK: {
    message: 'There is no benchmark called {names}.',
    fix: 'Choose from {benchmarks}: `./sluice bench --only cpu,memory`',
  },
} as const;

/** Returns what to do about a dead letter that failed with this code, or about a job's warning. */
export function wayOut(code = ''): string {
  return (Object.hasOwn(OF_JOBS, code) ? OF_JOBS[code as keyof typeof OF_JOBS] : OF_JOBS.UNEXPECTED).fix;
}
