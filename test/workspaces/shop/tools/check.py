import collections
import shop
from tools_common.paths import here


def check():
    return shop.total([1, 2]), here()
