"""The ledger's tables. The ledger is the file `ledger.sqlite3` of OUTPUT, and the truth about it.

names: what INPUT holds, one row a place. `name` is the place (a path, a member of an archive, file:row), `ident` what
    people call the letter, `position` the row where INPUT has an order. `sha256` is null where there is no letter to
    read; `fault` and `why` then say why. `seen` is the run that last found it: after a whole scan, names that were not
    found again are removed.
named: a view of `names` with the id by which a letter goes: its own name (`ident`), or, where two names of INPUT would
    share that, its whole name.
letters: one row for a letter and a recipe (`Recipe.key`), whatever names it has. `state` is `queued` (found,
    and not durable yet), `done` or `failed`. `attempts` counts finished readings; requests and tokens are summed over
    all of them. `ending` is how the LLM's reading ended, `review` whether a person must look. `fault` and `why` are
    those of a failure. `code` is the version of this package, `run` the run that touched it last.
records: the records themselves, deflated JSON; `part` counts the letters of a file that was split from 1, and is
    0 for the letter of any other. A file that is `failed` has records too where only some of its letters could be read.
summaries: one for a part and a language, deflated JSON; `wording` says what worded it (`recipe.WORDING`).
answers: paid answers of letters that lack something: written before the next question of the letter is sent, and
    removed when all is there, so that no question is paid for twice. Once a letter is `failed` or `done` they cost
    nothing any more: they are in its counts.
ways: each way in full, as JSON.
runs: one row a run: what it was asked, what it cost and how it ended. What all runs cost is the sum of these.
meta: `schema` is the version of these tables; `revision` grows with whatever changes the outputs; `published` says of
    what the outputs were last written.

A letter is done when its row is committed: the write-ahead log is flushed to the disk with every commit.
"""

# Ledgers of another version are refused; the tables below enter it.
VERSION = "1"

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE ways (way TEXT PRIMARY KEY, described TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE runs (
    run INTEGER PRIMARY KEY, input TEXT NOT NULL, way TEXT NOT NULL, code TEXT NOT NULL, began TEXT NOT NULL,
    ended TEXT, ending TEXT, requests INTEGER NOT NULL DEFAULT 0, prompt_tokens INTEGER NOT NULL DEFAULT 0,
    completion_tokens INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE names (
    name TEXT PRIMARY KEY, position INTEGER NOT NULL, ident TEXT NOT NULL, sha256 TEXT, fault TEXT, why TEXT,
    seen INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX names_in_order ON names (position, name);
CREATE INDEX names_by_ident ON names (ident);
CREATE VIEW named AS SELECT name, position, sha256, fault, why, CASE WHEN EXISTS (
    SELECT 1 FROM names AS other WHERE other.ident = names.ident AND other.name <> names.name
) THEN name ELSE ident END AS letter_id FROM names;
CREATE TABLE letters (
    sha256 TEXT NOT NULL, way TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('queued', 'done', 'failed')),
    attempts INTEGER NOT NULL DEFAULT 0, requests INTEGER NOT NULL DEFAULT 0, prompt_tokens INTEGER NOT NULL DEFAULT 0,
    completion_tokens INTEGER NOT NULL DEFAULT 0, ending TEXT, review INTEGER NOT NULL DEFAULT 0, fault TEXT, why TEXT,
    code TEXT, run INTEGER NOT NULL, PRIMARY KEY (sha256, way)
) WITHOUT ROWID;
CREATE TABLE records (
    sha256 TEXT NOT NULL, way TEXT NOT NULL, part INTEGER NOT NULL, packed BLOB NOT NULL,
    PRIMARY KEY (sha256, way, part)
);
CREATE TABLE summaries (
    sha256 TEXT NOT NULL, way TEXT NOT NULL, part INTEGER NOT NULL, language TEXT NOT NULL, wording TEXT NOT NULL,
    packed BLOB NOT NULL, PRIMARY KEY (sha256, way, part, language)
);
CREATE TABLE answers (
    sha256 TEXT NOT NULL, way TEXT NOT NULL, question TEXT NOT NULL, ending TEXT NOT NULL, answer TEXT,
    requests INTEGER NOT NULL, prompt_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL,
    PRIMARY KEY (sha256, way, question)
) WITHOUT ROWID;
INSERT INTO meta VALUES ('schema', '1'), ('revision', '0');
"""
