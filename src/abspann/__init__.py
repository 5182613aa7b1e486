"""Abspann: the film portal that a community runs itself.

The first lines put pysqlite3 in the place of the standard library's sqlite3, before Django imports it: SQLite before
3.51.3 can corrupt a database in WAL mode when two processes write (docs/decisions/0002-sqlite.md).
"""

import sys

import pysqlite3

sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
