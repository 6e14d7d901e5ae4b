"""Uploads are limited while they arrive: nobody fills the disk before a form has looked at them."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler


def most_bytes() -> int:
    """The largest request that can be right: as many files as are taken, each as large as is taken, and the form."""
    return settings.MAX_FILES * settings.MAX_FILE_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE


class TooLarge(SimpleUploadedFile):
    """Stands for a file that was not kept: its name and its size, without its content."""

    def __init__(self, name: str, content_type: str, size: int):
        super().__init__(name, b"", content_type)
        self.size = size


class Limiter(FileUploadHandler):
    """First of the upload handlers. Refuses a request that is too large before it is read (413), and keeps nothing
    more of a file that has grown too large; the form gets it as TooLarge, and cases.filing says so at its field.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        if content_length > most_bytes():
            raise RequestDataTooBig(f"{content_length} bytes were announced")

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.seen = 0

    def receive_data_chunk(self, raw_data, start):
        self.seen += len(raw_data)
        return raw_data if self.seen <= settings.MAX_FILE_BYTES else None

    def file_complete(self, file_size):
        if self.seen <= settings.MAX_FILE_BYTES:
            return None
        return TooLarge(self.file_name or "", self.content_type or "", self.seen)
