"""Sentences on the official calendar."""


def unknown_year(year: int) -> str:
    """To the town's admins, in December."""
    return (
        f"{year}年的放假调休还没填,到时候只能按周一到周五算工作日,限时会不准。\n"
        "国务院公布后,请运维把调休写进 calendar.file 指的文件,一行一段,比如“2027-02-05至2027-02-11 放假”。"
    )
