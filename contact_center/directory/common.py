"""Words that passwords are made of most often, written down by us from what published studies of leaked passwords agree
on. `passwords.is_common` finds them with figures, signs and look-alikes around and inside."""

from __future__ import annotations

LEET = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s", "!": "i", "+": "t"}
)
ROWS = (
    "1234567890",
    "0123456789",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertyuiopasdfghjklzxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "qazwsxedcrfvtgbyhnujmikolp",
    "qweasdzxc",
    "azertyuiop",
    "qwertzuiop",
    "1a2b3c4d5e6f7g8h9i",
    "a1b2c3d4e5f6g7h8i9",
)
_WORDS = """
password passwords passwort passw0rd passwd pass passphrase contrasena motdepasse wachtwoord parola senha mima welcome
willkommen bienvenue hello hallo hola letmein letmeinnow letme open opensesame sesame enter access admin administrator
administrateur root superuser sysadmin system user username guest test testing tester temp temporary default changeme
change changeit changemenow secret secrets private login logon signin master manager service servicedesk support
helpdesk office company business callcenter callcentre contactcenter contactcentre agent supervisor team demo example
sample trial computer laptop internet network server database security secure qwerty qwertz azerty asdf asdfgh
asdfghjkl zxcvbn zxcvbnm qwer qaz wsx abc abcd abcde abcdef abcdefg xyz iloveyou ilove loveyou iloveu love lovely
lover loveme mylove forever baby babygirl angel angels princess prince sweetheart darling honey sunshine sunflower
rainbow flower flowers butterfly heart smile happy happiness freedom football baseball basketball soccer hockey tennis
golf chelsea arsenal liverpool barcelona manchester juventus realmadrid galatasaray fenerbahce yankees cowboys
steelers lakers eagles dallas dragon tiger lion monkey panda shadow wolf eagle falcon panther dolphin kitty hellokitty
doggy puppy bunny horse elephant chicken turtle fish shark phoenix unicorn dinosaur superman batman spiderman ironman
starwars starwar skywalker pokemon pikachu naruto minecraft fortnite mario zelda matrix gandalf hobbit harrypotter
potter hogwarts trustno trustnoone trustme ninja samurai warrior killer hunter ranger soldier captain pirate wizard
magic mustang corvette ferrari porsche mercedes yamaha honda toyota harley cheese chocolate cookie coffee banana
orange apple cherry strawberry pepper ginger peanut pizza sugar candy purple yellow green blue silver gold golden
black white red diamond crystal ruby summer winter spring autumn fall january february march april june july august
september october november december monday tuesday wednesday thursday friday saturday sunday christmas holiday
birthday michael jordan jessica jennifer ashley daniel thomas robert andrew joshua matthew anthony charlie george
william michelle amanda nicole hannah samantha elizabeth maria anna sophie emma oliver jasmine victoria alexander alex
jackson david john james peter paul mark london paris berlin taiwan taipei kaohsiung taichung tainan beijing shanghai
tokyo hongkong singapore america england germany france newyork california texas google facebook twitter instagram
linkedin yahoo gmail hotmail microsoft windows apple iphone android samsung jesus christ jesuschrist god blessed
blessing faith amen trinity maythe theforce fuckyou fuckoff fuck asshole bitch shit whatever nothing blahblah stupid
idiot loser biteme one two three four five six seven eight nine ten zero woaini woaini1314 wo ai ni iloveyou1314
a123456 a123456789 q123456 zz123456 aa123456 qq123456 abc123 123abc 123qwe 123qweasd qweqwe asdasd zxczxc asd123
qwe123 1qaz 2wsx 3edc ji32k7au4a83 au4a83 5k4g4 su3cl3 vup vu04 correcthorsebatterystaple correct-horse-battery-staple
thisisapassword mypassword yourpassword newpassword oldpassword nopassword
"""
"""`ji32k7au4a83` is “my password” on a Taiwanese keyboard."""
WORDS = frozenset(_WORDS.split())
