"""Runs LocalStack's Node.js Lambda functions as local processes, without Docker.

Functions have no sandbox. They run with the rights of the user who started LocalStack.
"""
