"""Bytes that were something once."""

from collections.abc import Sequence

from hypothesis import strategies as st

MARKS = (
    b"PK\x01\x02",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PK\x06\x06",
    b"\xff\xd8",
    b"\xff\xff\xff\xff",
    bytes(8),
)
Change = tuple[str, int, int, bytes]

CHANGES = st.lists(
    st.tuples(
        st.sampled_from(("set", "set", "set", "put", "cut", "copy", "end")),
        st.integers(0, 1 << 20),
        st.integers(0, 255),
        st.sampled_from(MARKS) | st.binary(max_size=8),
    ),
    max_size=12,
)


def mutated(whole: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    return st.builds(changed, whole, CHANGES)


def changed(data: bytes, changes: Sequence[Change]) -> bytes:
    for kind, place, value, piece in changes:
        at = place % (len(data) or 1)
        if kind == "set":
            data = data[:at] + bytes([value]) + data[at + 1 :]
        elif kind == "put":
            data = data[:at] + piece + data[at + len(piece) :]
        elif kind == "cut":
            data = data[:at] + data[at + value :]
        elif kind == "copy":
            data = data[:at] + data[at // 2 : at // 2 + value] + data[at:]
        else:
            data = data[: len(data) - value % (len(data) or 1)]
    return data
