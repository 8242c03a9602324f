def sum():
    return 1.005
