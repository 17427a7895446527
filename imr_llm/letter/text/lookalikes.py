"""Letters of other scripts that look like Latin ones on paper, and the Latin letter that a reader sees.

After the confusable characters of Unicode Technical Standard 39, of which only those are kept that pass for a letter in
running text. What a person reads as "Upheld" is so read as "Upheld", and a doubt says that it was spelt in disguise.
"""

_PAIRS = (
    # Cyrillic
    ("АаВЕеЗНІіЈјКкМмОоРрСсТтУуХхЅѕԁԌԍһԚԛԜԝҮүвнѵѴгпӏӀѐёЁЀ", "AaBEe3HIiJjKkMmOoPpCcTtYyXxSsdGghQqWwYyBHvVrnlIeeEE"),
    # Greek
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαεηικνοπρτυχωγσϲϹϳϜ", "ABEZHIKMNOPTYXaenikvonptuxwyocCjF"),
    # Armenian
    ("ՍՏՕԼսոօհցզլդքԱ", "USOLunohggldpU"),
    # Cherokee
    ("ᎠᎡᎢᎥᎩᎪᎫᎬᎳᎷᎻᎽᏀᏃᏎᏒᏔᏕᏙᏚᏞᏟᏢᏦᏧᏴ", "DRTiyAJEWMHYGZ4RWSVSLCPKdB"),
    # Lisu
    ("ꓐꓑꓒꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ", "BPdDTGKJCZFMNLSRVHWXYAEIOU"),
    # Latin letters that no accent makes, small capitals among them
    ("ıȷɑɡɩɪʙᴄᴅᴇꜰɢʜᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢᴀǀƖƿđĐðłŁøØħĦŧŦæÆœŒßɛɔʋⱱꞌ", "ijagiibcdefghjklmnoprstuvwyzallpdDdlLoOhHtTaAoOseovv'"),
)  # fmt: skip

LOOKALIKES: dict[str, str] = {
    letter: seen for letters, likenesses in _PAIRS for letter, seen in zip(letters, likenesses, strict=True)
}
