"""An archived article is known by its heading and holds no record."""

import io

import pytest

from forensics.evidence import article
from forensics.evidence.records import Bytes, Wanted
from tests.shared import shared

INVENTED = (
    b"DOCUMENT:Q999999  06-AUG-2002  [sms]\r\n"
    b"TITLE   :SMS: An Invented Article\r\n"
    b"PRODUCT :Microsoft Systems Management Server\r\n"
    b"\r\nText.\r\n"
)


def test_an_article_is_listed_with_its_number_date_and_title() -> None:
    assert article.recognises(INVENTED)
    reading = article.read(io.BytesIO(INVENTED), len(INVENTED), Wanted(fields={}))
    assert len(reading.records.offset) == 0
    assert reading.bytes == Bytes(header=71, records=0, filler=len(INVENTED) - 71, unreadable=0)
    assert dict(reading.claims) == {
        "article": "Q999999",
        "dated": "06-AUG-2002",
        "product": "sms",
        "title": "SMS: An Invented Article",
        "use": "move it to kb/ in the case folder to have it quoted",
        "encoding": "utf-8 (plain ASCII)",
    }


@pytest.mark.parametrize("head", [b"", b"DOCUMENT", INVENTED[1:], INVENTED.lower()])
def test_other_texts_are_no_article(head: bytes) -> None:
    assert not article.recognises(head)


def test_every_archived_article_at_hand_is_known() -> None:
    files = sorted(shared("kb-articles").glob("*.TXT"))
    assert len(files) > 0
    for file in files:
        data = file.read_bytes()
        assert article.recognises(data[:65_536]), file.name
        reading = article.read(io.BytesIO(data), len(data), Wanted(fields={}))
        assert reading.claims["article"] == file.stem
        assert reading.bytes is not None
        assert reading.bytes.total == len(data)
