"""LocalStack runs Node.js Lambda functions as local processes, without Docker.

There is no sandbox: functions run with the rights of the user who started LocalStack.
"""
