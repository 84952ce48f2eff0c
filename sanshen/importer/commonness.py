"""常用字 (commonness): how much of a text consists of the characters Chinese uses most.

The two lists are character frequencies, a fact of the language; simplified and traditional
forms stand in one set, because the same measure is put to readings of either kind.
"""

from __future__ import annotations

COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后"
    "作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因"
    "只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应"
    "战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿"
    "原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太"
    "量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界"
    "达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今"
    "切院让识候带导争运笔网站页面请查看点击下载服务器文件系统软件数据用户密码登录注册信息公司电子邮箱"
    "，。、；：？！“”《》（）"
    "這個們來為國時說會對後過發當沒動還進學樣經麼種現開從與關點無長機將間問電實體見兩頭應戰業產東聲"
    "條題氣幾門員論處義認變總數報結給內話書區傳權領導爭運筆網頁請載務統檔據戶碼錄註訊資訊台灣灣裡"
    "於什麼嗎呢吧很讓覺愛歡樂兒邊誰聽寫讀買賣錢車飛麗龍華語漢單雙師歲歷廣場術確觀親親難離類願風"
)


def common_share(text: str) -> float:
    """The share of usual ones among the Han characters and full-width marks; -1 without any.

    Characters outside the first plane and of private use count as unusual.
    """
    wide = [character for character in text if character >= "\u2e80"]
    if not wide:
        return -1.0
    return sum(character in COMMON for character in wide) / len(wide)
