"""By which names the face models of the galleries are loaded."""

from core.encoders.face_model import FaceModelNames
from core.store.database import Database


class Models:
    def __init__(self, database: Database) -> None:
        self._db = database

    def remember(self, identity: str, names: FaceModelNames) -> None:
        with self._db.losable():
            self._db.execute(
                "INSERT OR IGNORE INTO models (identity, detector, model) VALUES (?, ?, ?)",
                [identity, names.detector, names.model],
            )

    def names(self, identity: str) -> FaceModelNames | None:
        row = self._db.row("SELECT detector, model FROM models WHERE identity = ?", [identity])
        return FaceModelNames(**row) if row else None
