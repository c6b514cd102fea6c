"""Everything that is kept, behind the one interface that the galleries use.

A served database could stand in for the embedded one behind it.
"""

import logging
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from core.errors import DiskError, EmptyGalleryError, EndedError, PhotosComingError
from core.store.chats import Chats
from core.store.database import Database
from core.store.endings import Begun, Endings
from core.store.files import REMOVED, ChatFiles, size_of
from core.store.imports import Import, Imports, Step
from core.store.invites import Invites
from core.store.lock import FolderLock
from core.store.models import Models
from core.store.named import DATABASE, named_files
from core.store.parts import Parts
from core.store.people import People
from core.store.photos import NewPhoto, Photo, Photos
from core.store.profiles import Profiles, Selfie
from core.store.questions import Questions
from core.store.refusals import telling_refusals
from core.store.searches import Search, Searches
from core.store.segments import Segments, VectorRows
from core.store.sent import Sent
from core.store.users import Users
from core.store.vault import Vault
from core.store.vectors import read_segments, write_segment
from core.types import Box, EncodedFaces, GalleryFaces, Vectors

logger = logging.getLogger(__name__)

_CHAT_FOLDER = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True)
class Totals:
    """Of all chats together."""

    chats: int
    photos: int
    faces: int
    kept_bytes: int  # of all files below the data folder
    free_bytes: int  # of the disk that it is on
    disk_bytes: int


class Store:
    """The galleries of all chats below one folder."""

    def __init__(self, data_dir: Path, key: bytes | None = None) -> None:
        """`key`: with which files and the vectors of profiles are sealed.

        Raises DataKeyError, or FolderError if another process has the folder open, or a newer release has
        written it. Galleries on a disk that cannot be written are opened to be read.
        """
        self.data_dir = data_dir
        self._lock = self._locked()
        try:
            self._db = Database(data_dir / DATABASE, read_only=self._lock is None)
        except BaseException:
            self._release()
            raise
        try:
            self._vault = Vault(self._db, key)
        except BaseException:
            self._db.close()
            self._release()
            raise
        self._endings = Endings()
        self.chats = Chats(self._db)
        self.imports = Imports(self._db)
        self.invites = Invites(self._db)
        self.models = Models(self._db)
        self.parts = Parts(self._db)
        self.people = People(self._db)
        self.photos = Photos(self._db)
        self.profiles = Profiles(self._db, self._vault)
        self.questions = Questions(self._db)
        self.searches = Searches(self._db)
        self.segments = Segments(self._db)
        self.sent = Sent(self._db)
        self.users = Users(self._db)
        if self._lock:
            self._remove_strays()

    def close(self) -> None:
        self._db.close()
        self._release()

    def ping(self) -> None:
        """Read something, to show that the database answers."""
        self._db.row("SELECT 1 FROM chats")

    def is_awaited(self, chat_id: int) -> bool:
        """Whether anything is on its way into a gallery, or waits for a password or for other parts."""
        return self.imports.is_running(chat_id) or bool(self.parts.files(chat_id))

    def require_photos(self, chat_id: int) -> int:
        """How many photos a gallery has. Raises EmptyGalleryError, PhotosComingError if any are awaited."""
        photos = self.photos.count(chat_id)
        if not photos:
            raise PhotosComingError if self.is_awaited(chat_id) else EmptyGalleryError
        return photos

    def totals(self) -> Totals:
        """Looks at every file: of a million it takes seconds."""
        counted = (self._db.rows(f"SELECT count(*) AS n FROM {one}") for one in ("chats", "photos", "faces"))  # noqa: S608
        chats, photos, faces = (rows[0]["n"] for rows in counted)
        disk = shutil.disk_usage(self.data_dir)
        return Totals(chats, photos, faces, size_of(self.data_dir), disk.free, disk.total)

    def files(self, chat_id: int) -> ChatFiles:
        return self._files_at(self.chats.home(chat_id))

    @property
    def is_sealed(self) -> bool:
        return self._vault.is_sealed

    def begin(self) -> Begun:
        """To be held by who will keep something later on that names a chat or a user."""
        return self._endings.begin()

    @contextmanager
    def unless_ended(
        self, begun: Begun | None, chat_id: int, *users: int | None, profile_id: int | None = None
    ) -> Iterator[None]:
        """To keep something of a chat's gallery that names these users, or their private chats.

        Neither ends meanwhile, nor does the profile that it was found with. Raises EndedError where one has
        ended since it was begun; None: now.
        """
        with self._db.alone():
            if begun is not None:
                begun.require(chat_id, *users)
            if profile_id is not None and self.profiles.by_id(profile_id) is None:
                raise EndedError
            yield

    @contextmanager
    def unless_forgotten(self, search: Search) -> Iterator[bool]:
        """Whether a search is still there; it is not deleted meanwhile."""
        with self._db.alone():
            yield self.searches.exists(search.id)

    def has_ended(self, chat_id: int, begun: Begun) -> bool:
        """Whether a chat's gallery was deleted since something was begun. One that has moved was not."""
        return self.chats.now(chat_id) in begun.galleries

    def begin_import(  # noqa: PLR0913, PLR0917 (all that is known of it)
        self,
        chat_id: int,
        name: str,
        language: str,
        message_id: int,
        url: str | None = None,
        begun: Begun | None = None,
        user_id: int | None = None,
    ) -> Import:
        """Begin an import into a chat, under the id that it has by now: it may be moving just then.

        `message_id`: of the message that shows how it goes, which stays behind where the chat has moved.
        `user_id`: who has sent it, who is not named if they were forgotten since. Raises EndedError where the
        gallery was deleted since it was sent; None: now.
        """
        with self._db.alone(), self._db.atomic():
            if begun is not None and self.has_ended(chat_id, begun):
                raise EndedError
            if begun is not None and user_id in begun.users:
                user_id = None
            now = self.chats.now(chat_id)
            self.chats.ensure(now)
            self.chats.touch(now)
            shown = message_id if now == chat_id else None
            return self.imports.begin(now, name, language, shown, url, user_id)

    def append(
        self, chat_id: int, import_id: int, photos: Sequence[NewPhoto], step: Step, model: str
    ) -> bool:
        """Add a batch of photos whose files are written, all or nothing, and move the import on.

        False, and nothing is added, if the import was deleted in the meantime.
        """
        faces = [photo.encoded.faces for photo in photos]
        segment = self._write_faces(chat_id, faces)
        if photos:
            self.files(chat_id).sync()
        with self._naming(chat_id, segment):
            if is_there := self.imports.exists(import_id):
                photo_ids = self.photos.add(chat_id, import_id, photos, model)
                self.segments.add_faces(chat_id, photo_ids, faces, model, segment)
                self.chats.set_face_model(chat_id, model, first=True)
                self.imports.advance(import_id, step, len(photos), sum(len(one.faces) for one in faces))
        if not is_there:
            self._discard(chat_id, photos, segment)
        return is_there

    def add_faces(
        self, chat_id: int, photos: Sequence[Photo], faces: Sequence[EncodedFaces], model: str
    ) -> bool:
        """Add faces[i] that `model` has found in photos[i], beside those that other models have found.

        False, and nothing is changed, if a photo is gone.
        """
        try:
            segment = self._write_faces(chat_id, faces)
        except (FileNotFoundError, FileExistsError):  # the folder was moved away just then, to be removed
            return False
        ids = [photo.id for photo in photos]
        with self._naming(chat_id, segment):
            if are_there := len(self.photos.get(chat_id, ids)) == len(ids):
                self.segments.add_faces(chat_id, ids, faces, model, segment)
                self.photos.set_seen(ids, model)
        if not are_there:
            self._discard(chat_id, (), segment)
        return are_there

    def switch_faces(self, chat_id: int, model: str) -> bool:
        """Let the faces of a model answer that has looked at all photos, and drop those of all others.

        Whether that changed anything: not if it has not looked at all, and not the second time.
        """
        with self._db.atomic():
            if self.photos.count_unseen(chat_id, model):
                return False
            is_new = self.chats.face_model(chat_id) != model
            self.chats.set_face_model(chat_id, model)
            unused = self.segments.drop_others(chat_id, "faces", model)
        self._unlink(chat_id, unused)
        return is_new or bool(unused)

    def switch_texts(self, chat_id: int, model: str) -> bool:
        """The same for descriptions."""
        with self._db.atomic():
            if self.photos.without_text(chat_id, model, 1):
                return False
            is_new = self.chats.text_model(chat_id) != model
            self.chats.set_text_model(chat_id, model)
            unused = self.segments.drop_others(chat_id, "texts", model)
        self._unlink(chat_id, unused)
        return is_new or bool(unused)

    def finish_import(self, job: Import, state: Literal["done", "failed"]) -> None:
        """Nothing more will be read of it; its zip goes.

        What came of it only in part goes first: it may be what has filled the disk, and the database has to
        write.
        """
        files = self.files(job.chat_id)
        with telling_refusals():
            files.arriving(job.id).unlink(missing_ok=True)
            self.imports.finish(job.id, state)
            files.remove_incoming(job.id)

    def append_texts(self, chat_id: int, photos: Sequence[Photo], vectors: Vectors, model: str) -> bool:
        """Add text vectors, row i for photos[i]. False, and nothing is added, if a photo is gone."""
        segment = write_segment(self.files(chat_id), "texts", vectors)
        ids = [photo.id for photo in photos]
        with self._naming(chat_id, segment):
            if are_there := len(self.photos.get(chat_id, ids)) == len(ids):
                self.segments.add_texts(chat_id, ids, model, segment)
                self.chats.set_text_model(chat_id, model, first=True)
        if not are_there:
            self._discard(chat_id, (), segment)
        return are_there

    def faces(self, chat_id: int, model: str) -> GalleryFaces:
        """All faces of a chat that one model has seen."""
        rows = self.segments.faces(chat_id, model)
        return GalleryFaces(self._vectors(chat_id, rows), rows.photo_ids, rows.qualities, rows.ids)

    def faces_in(self, chat_id: int, photo_id: int, model: str) -> tuple[list[Box], GalleryFaces]:
        """The faces that one model has found in a photo, largest first, and where they are."""
        boxes, rows = self.segments.faces_in(chat_id, photo_id, model)
        return boxes, GalleryFaces(self._vectors(chat_id, rows), rows.photo_ids, rows.qualities, rows.ids)

    def faces_of(self, chat_id: int, person_id: int, model: str) -> GalleryFaces:
        """The faces by which a person with a name is known, as one model has found them."""
        rows = self.segments.faces_of(chat_id, person_id, model)
        return GalleryFaces(self._vectors(chat_id, rows), rows.photo_ids, rows.qualities, rows.ids)

    def faces_by_id(self, chat_id: int, face_ids: Sequence[int], model: str) -> GalleryFaces:
        """Those of these faces that one model has found."""
        rows = self.segments.faces_by_id(chat_id, face_ids, model)
        return GalleryFaces(self._vectors(chat_id, rows), rows.photo_ids, rows.qualities, rows.ids)

    def faces_judged(self, chat_id: int, profile_id: int, model: str, *, is_theirs: bool) -> GalleryFaces:
        """The faces of which a user has said that they are theirs, or not, as one model has found them."""
        rows = self.segments.faces_judged(chat_id, profile_id, model, is_theirs=is_theirs)
        return GalleryFaces(self._vectors(chat_id, rows), rows.photo_ids, rows.qualities, rows.ids)

    def text_vectors(self, chat_id: int, model: str) -> tuple[Vectors, list[int]]:
        """All text vectors of a chat by one model, (n, dimensions), and the photo of each row."""
        rows = self.segments.texts(chat_id, model)
        return self._vectors(chat_id, rows), rows.photo_ids.tolist()

    def preview(self, chat_id: int, photo: Photo) -> Path:
        return self.files(chat_id).preview(photo.sha256)

    def read_preview(self, chat_id: int, photo: Photo) -> bytes:
        """Raises OSError."""
        return self.files(chat_id).read(self.preview(chat_id, photo))

    def add_selfie(
        self, chat_id: int, user_id: int, language: str | None, selfie: Selfie, begun: Begun | None = None
    ) -> None:
        """Add a selfie to a user's profile, which is made if there is none. Raises EndedError."""
        with self.unless_ended(begun, chat_id, user_id), self._db.atomic():
            if begun is not None:
                begun.require_profile(chat_id, user_id)
            self.chats.ensure(chat_id)
            profile = self.profiles.ensure(chat_id, user_id, language)
            self.profiles.add_selfie(profile.id, selfie)

    def move_chat(self, old: int, new: int) -> bool:
        """Give a chat another id; False where there is none. Its files stay where they are.

        Raises ChatTakenError where there are photos under the new id, or some are coming in.
        """
        given_up = self.files(new)
        with self._db.alone():
            if not self.chats.move(old, new):
                return False
            self._endings.end_gallery(old)
        self.searches.forget(old)
        with suppress(OSError):  # else they are strays at the next start
            given_up.remove()
        return True

    def delete_chat(self, chat_id: int) -> None:
        """Delete all that is kept of a chat. Rows go first: without them, files are strays.

        No page of the file holds them any more, and what was begun before adds none.
        """
        home = self.chats.home(chat_id)  # which the rows alone know
        with self._db.alone():
            self.chats.delete(chat_id)
            self._endings.end_gallery(chat_id)
            self.searches.forget(chat_id)
        self._db.wipe_deleted()
        self._remove_files_at(home)

    def forget_user(self, user_id: int) -> None:
        """Delete all that is kept of a user, in all chats, but for the photos of their own gallery.

        No page of the file holds it any more, and what was begun before adds nothing.
        """
        with self._db.alone():
            self.users.forget(user_id)
            self._endings.end_user(user_id)
            self.searches.forget(user_id)
        self._db.wipe_deleted()

    def forget_profile(self, chat_id: int, user_id: int) -> bool:
        """Delete what a user looks like in a gallery, and all that was found with it; whether that was known.

        No page of the file holds it any more, and selfies that were being looked at make no new one.
        """
        with self._db.alone(), self._db.atomic():
            self._endings.end_profile(chat_id, user_id)
            profile = self.profiles.get(chat_id, user_id)
            if profile is None:
                return False
            self.searches.forget_profile(profile.id)
            self.profiles.delete(profile.id)
        self._db.wipe_deleted()
        return True

    def finish_wiping(self) -> None:
        """Try again to leave nothing of what was deleted while another process was reading the database."""
        self._db.finish_wiping()

    def _files_at(self, home: int) -> ChatFiles:
        return ChatFiles(self.data_dir, home, self._vault.seal_of(home))

    def _remove_files_at(self, home: int) -> None:
        """Unless they are a chat's that has another id now."""
        if self.chats.at_home(home) is None:
            with telling_refusals():
                self._files_at(home).remove()

    def _locked(self) -> FolderLock | None:
        """None where galleries are on a disk that cannot be written: then nobody can do them harm either."""
        try:
            with telling_refusals():
                self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            return FolderLock(self.data_dir)
        except DiskError as error:
            if not (self.data_dir / DATABASE).exists():
                raise
            logger.warning("The galleries can be searched, and not changed: %s", error)
            return None

    def _release(self) -> None:
        if self._lock:
            self._lock.release()

    @contextmanager
    def _naming(self, chat_id: int, segment: str) -> Iterator[None]:
        """A transaction whose rows name a segment, which goes where the disk does not take them."""
        try:
            with self._db.atomic():
                yield
        except DiskError:
            with suppress(OSError):
                self._unlink(chat_id, [segment])
            raise

    def _write_faces(self, chat_id: int, faces: Sequence[EncodedFaces]) -> str:
        """The name of the new segment; none where there is no face."""
        vectors = [one.vectors for one in faces if one.faces]
        return write_segment(self.files(chat_id), "faces", np.concatenate(vectors)) if vectors else ""

    def _vectors(self, chat_id: int, rows: VectorRows) -> Vectors:
        """What the rows name. A segment has more where some of its photos were looked at again."""
        files = self.files(chat_id)
        parts = [read_segments(files, [file])[positions] for file, positions in rows.segments]
        return np.concatenate(parts) if parts else read_segments(files, [])

    def _discard(self, chat_id: int, photos: Sequence[NewPhoto], segment: str) -> None:
        """Remove the files of a batch that came too late: the chat's gallery was deleted."""
        files = self.files(chat_id)
        for photo in photos:
            if not self.photos.has(chat_id, photo.sha256):
                files.original(photo.sha256, photo.suffix).unlink(missing_ok=True)
                files.preview(photo.sha256).unlink(missing_ok=True)
        self._unlink(chat_id, [segment])

    def _unlink(self, chat_id: int, segments: Sequence[str]) -> None:
        for segment in filter(None, segments):
            self.files(chat_id).segment(segment).unlink(missing_ok=True)

    def _remove_strays(self) -> None:
        """Remove files that a stop left behind before a row named them, or after none did any more."""
        self.parts.drop_old()
        for folder in (self.data_dir / "chats").glob("*"):
            if folder.name.startswith(REMOVED):
                shutil.rmtree(folder)
            elif _CHAT_FOLDER.fullmatch(folder.name):
                self._remove_strays_of(int(folder.name))

    def _remove_strays_of(self, home: int) -> None:
        chat_id = self.chats.at_home(home)
        if chat_id is None:  # its deletion was stopped
            self._db.wipe_deleted()
            self._remove_files_at(home)
            return
        files = self.files(chat_id)
        files.remove_strays(set(named_files(self._db.tuples, files, chat_id)))
