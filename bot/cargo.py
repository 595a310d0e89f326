"""What goes with a text to a platform: its files, as far as the platform takes them, and its choices, where it has buttons."""

from dataclasses import replace

from bot.adapters.base import Capabilities, Parcel
from bot.context import Work
from bot.domain.files import FileKind, Label
from bot.messages import Attachment, AttachmentKind
from bot.storage import files
from bot.storage.outbox import Delivery
from bot.texts import files as say

AT_HAND = 32 * 1024 * 1024
"""Bytes of files that are kept in memory: a notice takes the same ones to every group."""


class Cargo:
    """Loads parcels. One for a town; what has been erased is looked up each time and never sent."""

    def __init__(self) -> None:
        self._at_hand: dict[str, Attachment] = {}

    def load(self, work: Work, one: Delivery, parcel: Parcel, can: Capabilities) -> Parcel:
        """``parcel`` with what goes with it; what the platform does not carry is named in its text."""
        if one.choices and can.buttons:
            parcel = replace(parcel, choices=one.choices)
        if not one.files:
            return parcel
        labels = files.list_labels(work.db, work.town, one.files)
        carried = [label for label in labels if _carries(can, label)]
        left = [label.name for label in labels if label not in carried]
        text = f"{parcel.text}\n{say.elsewhere(left)}" if left else parcel.text
        found = [self._find(work, label) for label in carried]
        return replace(parcel, text=text, files=tuple(one for one in found if one is not None))

    def _find(self, work: Work, label: Label) -> Attachment | None:
        known = self._at_hand.pop(label.key, None)
        if known is None:
            stored = files.find(work.db, work.town, label.key)
            if stored is None:
                return None
            known = Attachment(AttachmentKind(stored.kind.value), stored.name, stored.data)
        self._at_hand[label.key] = known  # the last one asked for stands last
        while len(self._at_hand) > 1 and sum(len(one.data or b"") for one in self._at_hand.values()) > AT_HAND:
            del self._at_hand[next(iter(self._at_hand))]
        return known


def _carries(can: Capabilities, label: Label) -> bool:
    return label.size <= can.largest_file and (can.images or label.kind is not FileKind.IMAGE)
