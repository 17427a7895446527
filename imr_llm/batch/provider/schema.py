"""The provider's tables, in the ledger of OUTPUT.

provider_batches: one row for a file of requests, written before anything is sent. `key` is a random name that the
    provider keeps with the batch, so that one whose creation was never heard of is found again; `digest` the file's
    SHA-256; `prompt_tokens` and `completion_tokens` the most that it can cost, an estimate. `file`, `batch`, `output`
    and `errors` are the provider's names; `status`, `total`, `completed` and `failed` what it said last; `fault` the
    code of why it refused a batch. `state`: `intended` (the batch may or may not be there), `submitted`, `collected`
    (what it brought is in the ledger, `missing` requests had no answer), `abandoned` (it never came to be). `removed`
    says that its files were removed at the provider.
provider_requests: one row for a request of a letter that is not finished. `sha256` is the letter, `batch` the row of
    provider_batches that carries it (null: it must be sent again), `tries` how often a batch was done and did not
    answer it, `fault` why. `reply` is the reply's body, deflated, with its HTTP `status`: it settles the request.
    Reading a letter to its end removes its requests, in the same transaction.
meta: `provider` holds what was submitted: INPUT, the languages, and what the answers depend on.
"""

TABLES = """
CREATE TABLE IF NOT EXISTS provider_batches (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, intended INTEGER NOT NULL,
    requests INTEGER NOT NULL, prompt_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('intended', 'submitted', 'collected', 'abandoned')), file TEXT, batch TEXT,
    status TEXT NOT NULL DEFAULT '', total INTEGER NOT NULL DEFAULT 0, completed INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0, output TEXT, errors TEXT, fault TEXT NOT NULL DEFAULT '',
    missing INTEGER NOT NULL DEFAULT 0, removed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS provider_requests (
    custom_id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, way TEXT NOT NULL, batch INTEGER,
    tries INTEGER NOT NULL DEFAULT 0, fault TEXT NOT NULL DEFAULT '', status INTEGER, reply BLOB,
    prompt_tokens INTEGER NOT NULL DEFAULT 0, completion_tokens INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS provider_requests_by_letter ON provider_requests (sha256);
CREATE INDEX IF NOT EXISTS provider_requests_by_batch ON provider_requests (batch);
CREATE TRIGGER IF NOT EXISTS provider_finished AFTER UPDATE OF attempts ON letters BEGIN
    DELETE FROM provider_requests WHERE sha256 = NEW.sha256 AND way = NEW.way;
END;
"""
