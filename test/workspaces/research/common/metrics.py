def score(value):
    return round(value, 6)
