"""Sums of money in Vietnamese words, as receipts must say them."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS = ("", "nghìn", "triệu")
BILLION = 10**9


def dong_in_words(amount: int) -> str:
    """Return `Hai mươi bốn nghìn đồng` for 24000; VND from 0 upwards.

    Southern use (“lẻ”), tens with mốt, lăm; ValueError for less than nothing.
    """
    if amount < 0:
        raise ValueError("Money in words begins at nothing.")
    words = " ".join(_number(amount)) if amount else DIGITS[0]
    return f"{words[0].upper()}{words[1:]} đồng"


def _number(value: int, *, follows: bool = False) -> list[str]:
    """Return the words; `follows` says that higher places stand before them."""
    billions, rest = divmod(value, BILLION)
    words: list[str] = []
    if billions:
        words += [*_number(billions, follows=follows), "tỷ"]
    for place in (2, 1, 0):
        group = rest // 1000**place % 1000
        if group:
            words += _hundreds(group, follows=follows or bool(words))
            words += [GROUPS[place]] if GROUPS[place] else []
    return words


def _hundreds(group: int, *, follows: bool) -> list[str]:
    """Return three places; after higher ones the hundred is always said."""
    hundred, ten, one = group // 100, group // 10 % 10, group % 10
    words = [DIGITS[hundred], "trăm"] if hundred or follows else []
    if ten == 0:
        if one:
            words += ["lẻ", DIGITS[one]] if words else [DIGITS[one]]
        return words
    words += ["mười"] if ten == 1 else [DIGITS[ten], "mươi"]
    if one == 1 and ten > 1:
        words.append("mốt")
    elif one == 5:
        words.append("lăm")
    elif one:
        words.append(DIGITS[one])
    return words
