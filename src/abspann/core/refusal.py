"""How a command says no."""

from django.utils.functional import Promise


class Refusal(Exception):
    """A no with a sentence for the reader.

    `sentence` is translated when it is read, not when it is raised: give a `gettext_lazy` string. `field` names the
    input that is at fault (None: the act as a whole). `status` is what a door answers over HTTP, 400 to 499: 422 the
    input makes no sense, 403 not for you, 404 nothing there that you may see, 409 overtaken by others, 429 too often;
    then `wait` says for how many seconds.
    """

    def __init__(
        self, sentence: str | Promise, *, field: str | None = None, status: int = 422, wait: int | None = None
    ) -> None:
        if not 400 <= status <= 499:
            raise ValueError(f"A refusal is the reader's matter, so its status lies in 400..499, not at {status}.")
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.status = status
        self.wait = wait

    def __str__(self) -> str:
        return str(self.sentence)
