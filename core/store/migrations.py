"""The schema, step by step. A step that was released is never changed: the next one mends it."""

from typing import TYPE_CHECKING

from sqlite_utils import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

migrations = Migrations("photo-finder")


def _execute(db: "Database", script: str) -> None:
    """Run statements one by one: sqlite3's own executescript would commit the open transaction first."""
    for statement in script.split(";\n"):
        db.execute(statement)


@migrations()
def m001_galleries(db: "Database") -> None:
    _execute(
        db,
        """
        CREATE TABLE chats (
            id INTEGER PRIMARY KEY,            -- Telegram's chat id
            created_at TEXT NOT NULL,
            face_level INTEGER NOT NULL,       -- per cent
            text_level INTEGER,                -- per cent; NULL: cut where the results stop standing out
            last_search_id INTEGER
        );

        -- AUTOINCREMENT: what still names a deleted row, a button say, must not come upon another one.
        CREATE TABLE imports (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            chat_id INTEGER NOT NULL REFERENCES chats(id) ON DELETE CASCADE,
            name TEXT NOT NULL,                -- as the sender named it
            message_id INTEGER,                -- the status message that is edited
            language TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('receiving', 'running', 'done', 'failed')),
            position INTEGER NOT NULL DEFAULT 0,   -- entries of the source that are finished
            total INTEGER NOT NULL DEFAULT 0,
            added INTEGER NOT NULL DEFAULT 0,
            duplicates INTEGER NOT NULL DEFAULT 0,
            faces INTEGER NOT NULL DEFAULT 0,
            skipped TEXT NOT NULL DEFAULT '[]',    -- JSON: [[name, reason], …], the first hundred
            skipped_count INTEGER NOT NULL DEFAULT 0,
            started_at TEXT NOT NULL,
            finished_at TEXT
        );
        CREATE INDEX imports_unfinished ON imports(state) WHERE state IN ('receiving', 'running');

        CREATE TABLE photos (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            chat_id INTEGER NOT NULL REFERENCES chats(id) ON DELETE CASCADE,
            import_id INTEGER NOT NULL REFERENCES imports(id),
            sha256 TEXT NOT NULL,
            suffix TEXT NOT NULL,              -- of the original, with the dot
            name TEXT NOT NULL,
            folder TEXT NOT NULL,
            width INTEGER NOT NULL,            -- upright
            height INTEGER NOT NULL,
            taken_at TEXT,
            added_at TEXT NOT NULL,
            UNIQUE (chat_id, sha256)
        );

        -- A vector file that no row names does not exist, and is removed when the store opens.
        CREATE TABLE segments (
            id INTEGER PRIMARY KEY,
            chat_id INTEGER NOT NULL REFERENCES chats(id) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('faces', 'texts')),
            model TEXT NOT NULL,               -- identity: model, version, alignment
            file TEXT NOT NULL UNIQUE
        );
        CREATE INDEX segments_of_chat ON segments(chat_id, kind, model);

        CREATE TABLE faces (
            id INTEGER PRIMARY KEY,
            photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
            segment_id INTEGER NOT NULL REFERENCES segments(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,         -- row in the segment
            x REAL NOT NULL, y REAL NOT NULL, width REAL NOT NULL, height REAL NOT NULL,
            landmarks TEXT,                    -- JSON: five [x, y]; all as fractions of the photo
            score REAL NOT NULL,
            quality REAL NOT NULL,
            UNIQUE (segment_id, position)
        );
        CREATE INDEX faces_of_photo ON faces(photo_id);

        CREATE TABLE texts (
            photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
            segment_id INTEGER NOT NULL REFERENCES segments(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            PRIMARY KEY (segment_id, position)
        );
        CREATE INDEX texts_of_photo ON texts(photo_id);

        -- What was found, never what was searched with: a level can be changed without the selfie.
        CREATE TABLE searches (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            chat_id INTEGER NOT NULL REFERENCES chats(id) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('face', 'text')),
            results TEXT NOT NULL,             -- JSON: [[photo id, per cent], …], best first
            standing_out INTEGER NOT NULL,     -- how many of them are shown where no level is set
            by_words TEXT NOT NULL,            -- JSON: photo ids, found by name, folder or date
            created_at TEXT NOT NULL
        );
        CREATE INDEX searches_by_age ON searches(created_at);

        -- rowid: the photo's id
        CREATE VIRTUAL TABLE words USING fts5(
            name, folder, taken, tokenize = 'unicode61 remove_diacritics 2'
        )
        """,
    )


@migrations()
def m002_face_models(db: "Database") -> None:
    """Which model has looked for faces in a photo, and what it found; NULL: not known, so none has."""
    _execute(
        db,
        """
        ALTER TABLE photos ADD COLUMN face_model TEXT;

        UPDATE photos SET face_model = (
            SELECT model FROM faces JOIN segments ON segments.id = segment_id WHERE photo_id = photos.id
        );

        CREATE INDEX photos_by_face_model ON photos(chat_id, face_model)
        """,
    )


@migrations()
def m003_models_of_chats(db: "Database") -> None:
    """Which model's vectors answer for a chat, while another looks at its photos; NULL: the chosen one's."""
    _execute(
        db,
        """
        CREATE TABLE models (
            identity TEXT PRIMARY KEY,         -- of face models
            detector TEXT NOT NULL,            -- the names by which these are loaded
            model TEXT NOT NULL
        );

        ALTER TABLE chats ADD COLUMN face_model TEXT;

        ALTER TABLE chats ADD COLUMN text_model TEXT;

        UPDATE chats SET text_model = (
            SELECT model FROM segments JOIN texts ON segment_id = segments.id
            WHERE chat_id = chats.id GROUP BY model ORDER BY count(*) DESC LIMIT 1
        )
        """,
    )


@migrations()
def m004_names(db: "Database") -> None:
    """People with names, what was sent, near-duplicates, and searches for photos that look like a photo."""
    _execute(
        db,
        """
        CREATE TABLE people (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            chat_id INTEGER NOT NULL REFERENCES chats(id) ON DELETE CASCADE,
            name TEXT NOT NULL,                -- as it was given
            folded TEXT NOT NULL,              -- as it is compared
            UNIQUE (chat_id, folded)
        );

        -- Where in a photo a person's face is: whichever model looks at the photo finds it there.
        CREATE TABLE people_faces (
            person_id INTEGER NOT NULL REFERENCES people(id) ON DELETE CASCADE,
            photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
            x REAL NOT NULL, y REAL NOT NULL,  -- the face's middle, as fractions of the photo
            PRIMARY KEY (person_id, photo_id)
        );
        CREATE INDEX people_of_photo ON people_faces(photo_id);

        -- Which photo a message of the bot shows: what is said in reply to it is about that photo.
        CREATE TABLE sent (
            chat_id INTEGER NOT NULL,          -- where it was sent to
            message_id INTEGER NOT NULL,
            photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
            search_id INTEGER,                 -- of which it is a result,
            place INTEGER,                     -- and in which place
            sent_at TEXT NOT NULL,
            PRIMARY KEY (chat_id, message_id)
        );
        CREATE INDEX sent_photos ON sent(photo_id);
        CREATE INDEX sent_results ON sent(search_id);

        ALTER TABLE photos ADD COLUMN fingerprint BLOB;

        CREATE TABLE new_searches (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            chat_id INTEGER NOT NULL REFERENCES chats(id) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('face', 'text', 'like')),
            results TEXT NOT NULL,             -- JSON: [[photo id, per cent], …], best first
            standing_out INTEGER NOT NULL,     -- how many of them are shown where no level is set
            by_words TEXT NOT NULL,            -- JSON: photo ids, found by name, folder or date
            words TEXT NOT NULL DEFAULT '[]',  -- JSON: the words that these were found by
            created_at TEXT NOT NULL
        );

        INSERT INTO new_searches (id, chat_id, kind, results, standing_out, by_words, created_at)
            SELECT id, chat_id, kind, results, standing_out, by_words, created_at FROM searches;

        DROP TABLE searches;

        ALTER TABLE new_searches RENAME TO searches;

        CREATE INDEX searches_by_age ON searches(created_at)
        """,
    )
