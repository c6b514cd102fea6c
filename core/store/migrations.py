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


@migrations()
def m005_people_in_the_chat(db: "Database") -> None:
    """What users and chats choose, whom galleries show, who may look at them, and answers in pages."""
    _execute(
        db,
        """
        CREATE TABLE users (
            id INTEGER PRIMARY KEY,            -- Telegram's user id
            language TEXT,                     -- NULL: that of the user's Telegram
            private_results INTEGER NOT NULL DEFAULT 0     -- of searches in groups
        );

        ALTER TABLE chats ADD COLUMN album_size INTEGER NOT NULL DEFAULT 10;

        ALTER TABLE chats ADD COLUMN boxes INTEGER NOT NULL DEFAULT 0;

        -- unused; 0: for ever
        ALTER TABLE chats ADD COLUMN kept_days INTEGER NOT NULL DEFAULT 90;

        ALTER TABLE chats ADD COLUMN used_at TEXT;

        -- that it will be deleted soon
        ALTER TABLE chats ADD COLUMN warned_at TEXT;

        -- under which name its preview was sent before
        ALTER TABLE photos ADD COLUMN sent_as TEXT;

        CREATE TABLE new_searches (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            chat_id INTEGER NOT NULL REFERENCES chats(id) ON DELETE CASCADE,
            asked_in INTEGER NOT NULL,         -- the chat that is answered; no other one gets at it
            kind TEXT NOT NULL CHECK (kind IN ('face', 'text', 'like', 'person')),
            results TEXT NOT NULL,             -- JSON: [[photo id, per cent], …], best first
            standing_out INTEGER NOT NULL,     -- how many of them are shown where no level is set
            by_words TEXT NOT NULL,            -- JSON: photo ids, found by name, folder or date
            words TEXT NOT NULL DEFAULT '[]',  -- JSON: the words that these were found by
            faces BLOB,                        -- who is where: core.face_scores
            groups TEXT NOT NULL DEFAULT '[]', -- JSON: of which people somebody is in each photo
            people INTEGER NOT NULL DEFAULT 0, -- who can be chosen from: the first columns of faces
            level INTEGER,                     -- per cent; NULL: cut where the results stop standing out
            boxes INTEGER NOT NULL DEFAULT 0,
            shown INTEGER NOT NULL DEFAULT 0,  -- photos that were sent, near-duplicates once
            profile_id INTEGER,                -- whose photos these are
            person_id INTEGER,
            created_at TEXT NOT NULL
        );

        INSERT INTO new_searches
            (id, chat_id, asked_in, kind, results, standing_out, by_words, words, created_at)
            SELECT id, chat_id, chat_id, kind, results, standing_out, by_words, words, created_at
            FROM searches;

        DROP TABLE searches;

        ALTER TABLE new_searches RENAME TO searches;

        CREATE INDEX searches_by_age ON searches(created_at);

        CREATE TABLE new_people (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            chat_id INTEGER NOT NULL REFERENCES chats(id) ON DELETE CASCADE,
            name TEXT,                         -- as it was given; NULL: nobody has said
            folded TEXT,                       -- as it is compared
            hidden INTEGER NOT NULL DEFAULT 0,
            UNIQUE (chat_id, folded)
        );

        CREATE TABLE new_people_faces (
            person_id INTEGER NOT NULL REFERENCES new_people(id) ON DELETE CASCADE,
            photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
            x REAL NOT NULL, y REAL NOT NULL,  -- the face's middle, as fractions of the photo
            PRIMARY KEY (person_id, photo_id)
        );

        INSERT INTO new_people (id, chat_id, name, folded) SELECT id, chat_id, name, folded FROM people;

        INSERT INTO new_people_faces SELECT person_id, photo_id, x, y FROM people_faces;

        DROP TABLE people_faces;

        DROP TABLE people;

        ALTER TABLE new_people RENAME TO people;

        ALTER TABLE new_people_faces RENAME TO people_faces;

        CREATE INDEX people_of_photo ON people_faces(photo_id);

        -- Whose face it is, as far as faces alone tell; what somebody has said stands in people_faces.
        ALTER TABLE faces ADD COLUMN person_id INTEGER REFERENCES people(id) ON DELETE SET NULL;

        CREATE INDEX faces_of_person ON faces(person_id) WHERE person_id IS NOT NULL;

        -- Messages of the bot that ask for a reply, and what about.
        CREATE TABLE questions (
            chat_id INTEGER NOT NULL,
            message_id INTEGER NOT NULL,
            kind TEXT NOT NULL,
            value INTEGER NOT NULL,
            asked_at TEXT NOT NULL,
            PRIMARY KEY (chat_id, message_id)
        );

        -- What a user looks like, in one gallery.
        CREATE TABLE profiles (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            chat_id INTEGER NOT NULL REFERENCES chats(id) ON DELETE CASCADE,
            user_id INTEGER NOT NULL,
            language TEXT,                     -- of the user's Telegram; NULL: it is not known
            told INTEGER NOT NULL DEFAULT 0,   -- of new photos
            UNIQUE (chat_id, user_id)
        );

        CREATE TABLE profile_selfies (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            profile_id INTEGER NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
            model TEXT NOT NULL,
            vector BLOB NOT NULL,              -- float32
            quality REAL NOT NULL
        );

        -- Faces of which the user has said that they are theirs, or not.
        CREATE TABLE profile_faces (
            profile_id INTEGER NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
            photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
            x REAL NOT NULL, y REAL NOT NULL,
            is_theirs INTEGER NOT NULL,
            PRIMARY KEY (profile_id, photo_id, x, y)
        );

        CREATE TABLE invites (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            chat_id INTEGER NOT NULL REFERENCES chats(id) ON DELETE CASCADE,
            token TEXT NOT NULL UNIQUE,
            until TEXT,                        -- NULL: until it is revoked
            created_at TEXT NOT NULL
        );

        -- Which gallery a private chat looks at, by which invitation.
        CREATE TABLE guests (
            chat_id INTEGER PRIMARY KEY,
            invite_id INTEGER NOT NULL REFERENCES invites(id) ON DELETE CASCADE
        )
        """,
    )


@migrations()
def m006_parts_of_zips(db: "Database") -> None:
    """Zips that come in parts: each part is kept until all are there, a day at most."""
    _execute(
        db,
        """
        CREATE TABLE parts (
            chat_id INTEGER NOT NULL REFERENCES chats(id) ON DELETE CASCADE,
            zip TEXT NOT NULL,                 -- the name of the whole
            spanned INTEGER NOT NULL,          -- .z01 and .zip, not .zip.001
            number INTEGER NOT NULL,           -- from 1; 0: the .zip
            file TEXT NOT NULL,                -- among what the chat has coming in
            added_at TEXT NOT NULL,
            PRIMARY KEY (chat_id, zip, spanned, number)
        )
        """,
    )


@migrations()
def m007_told_imports(db: "Database") -> None:
    """Whether a chat was told that an import is done: a bot that was killed before says so when it starts."""
    _execute(db, "ALTER TABLE imports ADD COLUMN told INTEGER NOT NULL DEFAULT 1")


@migrations()
def m008_privacy(db: "Database") -> None:
    """When users have agreed that faces are looked for, and which key the files are sealed with."""
    _execute(
        db,
        """
        -- of users, and, below zero, of chats in whose name somebody writes; NULL: they have not
        ALTER TABLE users ADD COLUMN consented_at TEXT;

        -- One row, where files are sealed.
        CREATE TABLE vault (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            salt BLOB NOT NULL,
            proof BLOB NOT NULL                -- that a key is the one that they were sealed with
        )
        """,
    )


@migrations()
def m009_downloads(db: "Database") -> None:
    _execute(
        db,
        """
        -- What is still to be fetched from the web; NULL: nothing.
        ALTER TABLE imports ADD COLUMN url TEXT;

        -- Which version of it is on its way.
        ALTER TABLE imports ADD COLUMN validator TEXT
        """,
    )


@migrations()
def m010_homes(db: "Database") -> None:
    """By which id a chat's folder and key are named: it stays, where Telegram gives a group another one."""
    _execute(
        db,
        """
        ALTER TABLE chats ADD COLUMN home INTEGER;

        UPDATE chats SET home = id;

        CREATE UNIQUE INDEX chats_by_home ON chats(home)
        """,
    )


@migrations()
def m011_ticked_people(db: "Database") -> None:
    """Which people of a picture are being chosen, as bits of a number."""
    _execute(db, "ALTER TABLE searches ADD COLUMN ticked INTEGER NOT NULL DEFAULT 0")


@migrations()
def m012_messages_of_parts(db: "Database") -> None:
    """Which message says what is missing beside a part of a zip."""
    _execute(db, "ALTER TABLE parts ADD COLUMN message_id INTEGER")


@migrations()
def m013_senders(db: "Database") -> None:
    """Whose turn an import takes, until it is finished; NULL: nobody's who is known."""
    _execute(db, "ALTER TABLE imports ADD COLUMN user_id INTEGER")
