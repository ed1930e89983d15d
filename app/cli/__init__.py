"""The command `agreement-facts`: every command is a thin function in a module of its own, `main` puts them together.

    extract, explain    read documents and print; no database
    load, serve, db     fill, serve and keep the database
    export, import      the whole of it, out and in again
    keys                who may write over HTTP
    evaluate            compare with annotated documents

Results go to standard output, everything else to standard error. Exit status: 0, or 1 where something that was asked
for could not be done, or 2 where the command itself was wrong.
"""
