"""Mails as they come: whatever the bytes, something sensible comes of them, and nothing is dropped in silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.inbound.parsing import parse, parse_head
from tests.notifications.corpus import mail, names

pytestmark = pytest.mark.django_db(databases=[])
WORDS = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=b\n\n", b"--b\n", b"--b--\n", b"\n", b"From: a@b.example\n",
        b"Content-Type: message/rfc822\n\n", b"Content-Type: text/html; charset=x\n\n", b"<p>&#0;</p>", b"=?q?b?",
        b"Content-Transfer-Encoding: base64\n", b"Content-Type: multipart/alternative; boundary=b\n", b"> > \n",
        b"Content-Disposition: attachment; filename*0*=utf-8''%\n", b"Content-Type: text/calendar\n\nBEGIN:VEVENT\n",
        b"Content-Type: application/ms-tnef\n\n", b"Content-Type: multipart/report\n", b"On x wrote:\n", b"-- \n",
    ]
)  # fmt: skip


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_without_an_error(raw):
    parse(raw)
    parse_head(raw)


@given(st.lists(WORDS, max_size=30).map(b"".join))
def test_any_pile_of_pieces_of_mails_is_read_without_an_error(raw):
    assert "\0" not in parse(raw).text


@pytest.mark.parametrize("name", names())
def test_every_mail_of_the_corpus_is_read_and_can_be_stored(name):
    read = parse(mail(name))
    for text in (read.text, read.folded, read.subject, *(file.name for file in read.files)):
        text.encode()
        assert "\0" not in text
    assert all(file.size for file in read.files)


TEXTS = {
    "plain": "The log is attached nowhere, it says:\n\n    ORA-00060: deadlock",
    "gmail_german": "Danke, das hilft. Grüße\nJonas",
    "broken_headers": "no colon here\n\nStill readable äöü.",
    "cut_off": "The end is missing.",
    "windows_1252_unlabelled": "„Grüße“ € 100 – so steht es da.",
    "shift_jis": "保存できません",
    "koi8": "Не сохраняется",
    "nonsense_charset": "Grüße",
    "utf16": "Grüße",
    "right_to_left": "שמירה נכשלה",
    "smime_signed": "Signed and sealed.",
    "inline_image": "See the picture.",
    "winmail": "The log is with it.",
    "nested_mail": "Please look at what our customer wrote.",
    "empty": "",
    "empty_body": "",
    "calendar_invite": "Shall we talk?\n\nCalendar entry: Review call, 2026-04-20 14:00, Room 3, Hamburg",
}


@pytest.mark.parametrize(("name", "text"), TEXTS.items())
def test_what_was_written_is_found_in_its_own_character_set(name, text):
    assert parse(mail(name)).text == text


FILES = {
    "inline_image": [("screen.png", "image/png")],
    "nested_mail": [("Störung.eml", "message/rfc822")],
    "right_to_left": [("invoice cod.exe", "application/octet-stream")],
    "smime_signed": [],
    "smime_encrypted": [("smime.p7m", "application/pkcs7-mime")],
    "calendar_invite": [("invite.ics", "text/calendar")],
    "winmail": [("crash.log", "application/octet-stream")],
}


@pytest.mark.parametrize(("name", "files"), FILES.items())
def test_files_are_kept_under_names_that_do_not_deceive(name, files):
    assert [(file.name, file.content_type) for file in parse(mail(name)).files] == files


def test_a_winmail_that_cannot_be_opened_is_kept_as_it_is():
    assert [file.name for file in parse(mail("winmail_broken")).files] == ["winmail.dat"]


def test_html_alone_becomes_text_and_its_quote_is_folded():
    read = parse(mail("outlook_html_only"))
    assert read.text.startswith("Es geht wieder, für alle.")
    assert "alert" not in read.text + read.folded
    assert "Bitte senden Sie das Log." in read.folded


def test_the_quote_below_an_answer_is_folded_and_all_of_it_kept():
    read = parse(mail("gmail_german"))
    assert read.folded.startswith("Am Di., 14. Apr. 2026 um 10:00 Uhr schrieb Revalize Support")
    assert "> Bitte senden Sie das Log." in read.folded


def test_answers_between_quoted_lines_are_never_folded():
    read = parse(mail("answers_between"))
    assert "> Which version?\n9.3.1\n> Which browser?\nAll of them." in read.text
    assert read.folded == "-- \nJonas"


def test_an_encrypted_mail_is_told_as_such():
    assert (parse(mail("smime_encrypted")).unreadable, parse(mail("smime_signed")).unreadable) == ("encrypted", "")


def test_a_mail_nested_a_thousand_times_is_read_in_part():
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1500))
    read = parse(b"From: a@b.example\n" + deep + b"\n\nThe core")
    assert (read.sender, read.unreadable) == ("a@b.example", "broken")


AUTOMATIC = ["out_of_office_english", "out_of_office_german", "loop", "empty_return_path", "bounce_postfix"]


@pytest.mark.parametrize("name", names())
def test_machines_are_known_by_their_headers(name):
    read = parse(mail(name))
    assert read.automatic == (name in AUTOMATIC or name.startswith("bounce_"))
    assert read.bulk == (name == "newsletter")


def test_a_sender_is_one_address_or_nobody():
    assert parse(mail("two_senders")).sender == ""
    assert parse(mail("plain")).sender == "designated_contact.jonas@nordwind.example"


def test_a_subject_of_any_length_and_alphabet_is_one_line():
    assert parse(mail("right_to_left")).subject == "שמירה נכשלה"
    assert len(parse(mail("huge_subject")).subject) <= 4000


TOKEN = "1-2-3-abcdefghijklmnop"
BOUNCES = {
    "bounce_postfix": (True, "5.1.1 smtp; 550 5.1.1"),
    "bounce_exchange": (True, "5.1.10 smtp;550 5.1.10"),
    "bounce_gmail_delayed": (False, "4.4.1 smtp; The recipient server"),
    "bounce_plain_words": (True, "550 5.2.1 mailbox is disabled"),
}


@pytest.mark.parametrize(("name", "wanted"), BOUNCES.items())
def test_reports_of_several_servers_say_which_mail_came_back_and_why(name, wanted):
    bounce = parse(mail(name, TOKEN=TOKEN)).bounce
    assert bounce.message_id == f"<d-{TOKEN}@portal.example>"
    assert (bounce.for_good, bounce.words.startswith(wanted[1])) == (wanted[0], True)
