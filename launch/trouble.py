"""What a person at the terminal can mend: a clear word instead of a traceback."""

FAILED = 1
REFUSED = 2


class Trouble(Exception):
    """`word` says what is wrong, `mend` what to do; `code` is the exit status (1 failed, 2 refused)."""

    def __init__(self, word: str, *, mend: str = "", code: int = FAILED) -> None:
        super().__init__(word)
        self.word = word
        self.mend = mend
        self.code = code
