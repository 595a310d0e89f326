"""Every Chinese sentence that a person reads, as typed functions. One file an area; read after ``say.``."""
