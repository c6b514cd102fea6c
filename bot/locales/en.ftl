# Every sentence that users read, in English. The other languages have the same keys and values.

## Commands, as Telegram's menu and /help show them

command-start = What I do, in short
command-help = How it works, and all commands
command-text = Find photos by what they show
command-me = Photos of you (a selfie with this caption tells me who you are)
command-people = Who is in this gallery
command-compare = Whether two photos show the same person
command-like = Photos that look like a result (reply to it)
command-find = Find the people in a photo (reply to it, or use this as its caption)
command-name = Give a person a name (reply to a photo)
command-import = Add a zip, or photos sent as files (reply to it, or use this as its caption)
command-invite = A link for guests who may search this gallery
command-threshold = How close a match has to be
command-gallery = What is in this gallery
command-settings = All settings in one place
command-language = Your language: English or Tiếng Việt
command-status = Which models I use, and what I am still working on
command-clear = Delete this gallery
command-privacy = What I keep about you, and how to delete it
command-forget = Delete everything I know about you, in every chat

## How it works

start = { $where ->
        [group]
            👋 Hello! I find people in the photos of this group.
            📦 An administrator sends a zip of photos with the caption /import.
            🤳 Then send a selfie with the caption /find, and I answer with the photos you are in.
       *[private]
            👋 Hello! I find you in any pile of photos.
            📦 Send me a zip of photos to begin.
            🤳 Then send a selfie, and I answer with the photos you are in.
    }
    /help says what else I can do, /privacy what I keep.
help =
    📦 Send me a zip of photos, and this chat has a gallery.
    🤳 Send a selfie, and I answer with the photos you are in, best first.
    🙋 Send selfies with the caption /me, and from then on /me alone finds you.
    🔎 Send /text and a few words, and I find photos by what they show.
    👥 Send two photos at once with the caption /compare, and I tell you whether they show the same person.
    🏘 In a group the gallery belongs to the group: reply to a photo with /find; administrators add photos with /import.
    🔗 /invite makes a link for guests, who can search this gallery and nothing else.
help-commands = Commands:
unknown-command = 🤔 I don't know { $command }. /help says what I can do.

## Importing

import-usage =
    📦 Send a zip of photos, or photos as files, with the caption /import, or reply to one with /import.
    For a zip on the web, send its link: `/import https://…`
    Telegram shrinks photos that are not sent as files.
import-receiving = 📥 Receiving { $name } …
import-waiting = ⏳ { $name } waits for its turn.
import-fetching =
    ⏬ { $name }{ $total ->
        [unknown] { "" }
       *[other] { "" }
        { $bar }
    }
    { $total ->
        [unknown] { $done } MB fetched
       *[other] { $done } of { $total } MB fetched
    }
import-running =
    📥 { $name }
    { $bar } { $percent }%
    { $done } of { $total ->
        [one] { $total } photo
       *[other] { $total } photos
    } · { $faces ->
        [one] { $faces } face
       *[other] { $faces } faces
    }{ $left ->
        [none] { "" }
       *[other] { " " }· { $left } left
    }
time-seconds = { $seconds } s
time-minutes = { $minutes } min
import-done =
    ✅ { $name }: { $added ->
        [one] { $added } photo added
       *[other] { $added } photos added
    }, { $faces ->
        [0] no faces
        [one] { $faces } face
       *[other] { $faces } faces
    } found.
import-known = ✅ { $name }: no new photos.
import-none = ⚠️ { $name }: no photo could be added.
import-duplicates = { $count ->
        [one] { $count } was already there.
       *[other] { $count } were already there.
    }
import-skipped = { $count ->
        [one] { $count } file skipped:
       *[other] { $count } files skipped:
    }
import-skipped-line = • { $name }: { $reason }
import-skipped-more = • and { $count } more
import-next = Now send a selfie, or /text and a few words.
import-next-group = Now send a selfie with the caption /find, or /text and a few words.
import-nothing = 🤷 There is no photo in { $name }. I read JPEG, PNG, WebP, HEIC, AVIF, GIF, BMP and TIFF, in folders too.
import-interrupted = ⚠️ { $name } did not arrive completely: I was restarted meanwhile. Please send it again.
import-failed = ⚠️ Something went wrong on my side while I was importing { $name }. What came in so far can be searched. Please send it again later: nothing is added twice.
import-no-room =
    💾 There is no room for { $name }: it needs { $needed } MB more, and { $free } MB are free. What came in so far can be searched.
    Please tell whoever runs me, and send it again later: nothing is added twice.
import-disk = ⚠️ { $name } stopped: my disk is full, or cannot be written. What came in so far can be searched. Please send it again later: nothing is added twice.
import-paused = ⏸ I am restarting. { $name } goes on by itself afterwards; what came in so far can be searched then, too.
import-given-up = 🗑 { $name } was cancelled: the gallery was deleted.
loose-given-up = 🗑 { $count ->
        [one] One photo that you had sent before was
       *[other] { $count } photos that you had sent before were
    } not added: the gallery was deleted.
loose-photos = { $first } and { $more } more

skip-not_a_photo = not a photo
skip-damaged = damaged, or cut off
skip-too_large = too large
skip-encrypted = locked with a password
skip-other_lock = locked in a way I can't open
skip-nested = a zip in a zip in a zip
skip-gallery_full = this gallery is full
skip-packing = packed in a way I don't know
skip-too_many_scans = a progressive JPEG with far too many passes
skip-too_slow = took too long to read
skip-crashed = could not be read

zip-too-big =
    ⚠️ { $name } is { $size } MB, and Telegram lets bots receive { $limit } MB at most.
    Please split it into several smaller zips: they all go into the same gallery. Or cut it into parts (.zip.001, .zip.002, …), and I put them together. Or put it on the web, for example on Google Drive or Dropbox, and send its link: `/import https://…`
photo-too-big = ⚠️ { $name } is { $size } MB, and Telegram lets bots receive { $limit } MB at most. Please send a smaller copy.
zip-not_a_zip = ⚠️ { $name } is not a zip I can read: it may be cut off or damaged. Please make it again and send it once more.
zip-empty = ⚠️ { $name } is an empty file. Please send it again.
zip-other_kind = 📦 { $name } is another kind of archive, only named like a zip. Please pack the photos as a zip, and send that.
zip-bomb = ⚠️ { $name } unpacks to far more than photos do, so I left it alone. Please send a zip that holds only photos.
zip-encrypted = 🔒 { $name } is locked with a password.
zip-wrong_password = 🔒 { $name } is still locked: that was not the password.
zip-other_lock = 🔒 { $name } is locked in a way I can't open. Please send it without a password, or lock it with what your program calls AES-256 or ZipCrypto.
zip-ask-password =
    🔑 What is the password of { $name }? Reply to this message with it.
    I use it for this zip only, don't keep it, and delete your message.
zip-meanwhile = Until then I take whatever you write here for the password. To search, put /text before it.
zip-left-out = 🔒 { $name } was left out: nobody told me its password. Please send it again, if you like.
button-leave-out = Leave this zip out
zip-not-waiting = 🔑 This zip is no longer waiting for a password.
password-visible = ⚠️ I am not allowed to delete your message here. Please delete it yourself: it shows the password.
zip-split = 🧩 { $name } comes in parts: { $count ->
        [one] one is here
       *[other] { $count } are here
    }. Still missing: { $missing }. Send them in any order, and I put them together.
zip-too_many_files = ⚠️ { $name } has too many photos for one zip. Please send it in several parts.
zip-too_large = ⚠️ { $name } is too large when unpacked. Please send it in several parts.
document-other = 🤔 I can't use { $name }. Send me a zip of photos, or photos as files.
document-archive = 📦 I can't open { $name }: zip is the only kind of archive I know. Please pack the photos as a zip, and send that.
download-failed = ⚠️ I could not fetch { $name } from Telegram. Please send it again.

link-no_link = 🔗 I can't read “{ $name }” as a link. Please send one like `/import https://example.com/photos.zip`
link-not_https = 🔒 I only fetch from https:// addresses, so that nobody can change the photos on the way. This link has, or redirects to, an address of another kind.
link-port = 🔒 I only fetch from the usual https port (443). Please put { $name } somewhere else.
link-private = 🔒 { $name } is on a private network, or the link leads to one. I only fetch from the public internet.
link-redirects = ⚠️ The link to { $name } redirects too many times. Please send another one.
link-unreachable = ⚠️ I can't reach the server of { $name }, or can't be sure that it is the right one. Please check the link, or try again later.
link-not_found = 🤷 There is nothing at this link to { $name }, or not any more. Please check it.
link-login = 🔒 The server of { $name } asks for a login. Please share the file with anyone who has the link, and send me that link.
link-page = 🤔 This link to { $name } opens a web page, not a zip: perhaps it asks for a login, or shows a folder. Please share one zip with anyone who has the link, and send me its link.
link-not_a_zip = 🤔 This link to { $name } does not lead to a zip.
link-too_large = ⚠️ { $name } is larger than { $limit } MB, which is the most I fetch. Please split it into several zips.
link-no_space = ⚠️ There is no room for { $name } on my disk. Please tell whoever runs me.
link-too_slow = 🐢 The server of { $name } is too slow for me. Please put the zip somewhere else, or send the link again later.
link-broken_off = ⚠️ The connection to the server of { $name } kept breaking off. Please send the link again later.

## Searching

found = { $total ->
        [one] 🎉 { $total } photo
       *[other] 🎉 { $total } photos
    } at { $level }% or more.
found-cut = { $total ->
        [one] 🎉 { $total } photo stands out.
       *[other] 🎉 { $total } photos stand out.
    }
found-shown = { $first ->
        [1] Here are the best { $last }.
       *[other] Here are { $first } to { $last }.
    }
found-by-name = 🏷 First come those whose name, folder or date has your words.
found-by-words = 🔎 First come those that your words fit best; the percentages are of the faces.
found-people = With at least one of the { $people } people you chose.
found-together = With the { $people } people you chose together.
caption = { $place }. { $percent }% · { $name }
caption-bare = { $place }. { $name }
caption-name = { $place }. 🏷 { $words } · { $name }
caption-words = { $place }. { $percent }% · 🏷 { $words } · { $name }
not-found =
    🤷 Not found at { $level }% or more.{ $best ->
        [0] { "" }
       *[other] { "" }
        The closest photo has { $best }%.
    }
not-found-cut = 🤷 Not found: no photo stands out for these words.
not-found-at-all = 🤷 Not found: there are no faces in this gallery yet.
not-found-yet = 🤷 Not found so far.
unseen = { $count ->
        [one] { $count } photo is still being looked at again, with a newer model.
       *[other] { $count } photos are still being looked at again, with a newer model.
    }
coming = 📥 { $count ->
        [one] { $count } more photo is
       *[other] { $count } more photos are
    } still coming in: search again later to find those, too.
caption-similar = + { $count } similar
found-like = { $total ->
        [one] 🎉 { $total } photo looks like it.
       *[other] 🎉 { $total } photos look like it.
    }
not-found-like = 🤷 No other photo looks like it.
button-more = More · { $shown } of { $total }
button-boxes = { $on ->
        [yes] ☑ Boxes
       *[no] ☐ Boxes
    }
button-originals = ⬇ Originals
button-like = 🔍 Like this …
button-similar = { $place }. + { $count }
like-which = Like which of these photos?
like-usage = 🔍 Reply to a photo I found with /like, and I show you photos that look like it.
like-not-yet = ⏳ This photo is not described yet, or it is gone. Please try again in a moment.
button-selfie = 🔍 Search with this photo, too
button-lower = Show from { $level }%
button-show = { $count ->
        [one] Show { $count } photo
       *[other] Show { $count } photos
    }
tapped-already = ⏳ It is already on its way.
search-expired = This search has expired. Please send it again.
ended = 🗑 I stopped: what you asked for was meanwhile deleted, or closed to you.
no-face =
    🙂 I can't find a face in this picture.
    A photo from the front, in good light, with the face not too small, works best.
photo-unreadable = ⚠️ I could not read this picture ({ $reason }). Please try another one.
gallery-empty = { $whose ->
        [host] 📭 This gallery has no photos yet.
        [group] 📭 This group has no photos yet. One of its administrators can send a zip of photos with the caption /import.
       *[own] 📭 This chat has no photos yet. Send me a zip of photos first.
    }
find-usage =
    🤳 Reply to a photo with /find, or send one with the caption /find, and I show you photos of the people in it.
    Add a few words to say what else the photos have to show: `/find on the beach`
find-too-big = ⚠️ This photo is larger than { $limit } MB, which is the most Telegram lets bots receive. Please send a smaller copy.
gallery-filling = 📥 The first photos are still coming in. Please send this again once I say that they are there.
text-usage =
    🔎 Tell me what the photo shows, for example:
    `/text children on the beach`
text-basic = ℹ️ This was the basic search: it knows English words for things, places and sports, and the names, folders and dates of photos.
text-foreign = ℹ️ The basic search knows English words only, so I looked in the names, folders and dates of photos.
text-alone = ℹ️ No photo is described yet, so I only looked in their names, folders and dates.
text-undated = 📅 No photo here is from that time, or their dates are not known{ $alone ->
        [yes] .
       *[no] : I searched without it.
    }
nobody = 🙋 I don't know who you are. Send a selfie with these words as its caption, or with the caption /me, and from then on I know you.
text-unknown = I did not understand: { $words }.
text-waiting = { $count ->
        [one] ⏳ { $count } photo is not described yet: I know only its name, folder and date.
       *[other] ⏳ { $count } photos are not described yet: I know only their names, folders and dates.
    }
media-video = 🎬 I can't look into videos yet. Send me photos, or a screenshot of the person you are looking for.
media-voice = 🎙 I can't listen to recordings. Please write what you are looking for, for example `/text children on the beach`
media-location = 📍 I can't search by place. Dates, names and words do work, for example `/text beach 2023`
media-sticker = 🙂 Nice sticker! Send me a photo of somebody, and I find the photos they are in.
media-contact = 👤 I know people by their faces. Send me a photo of this person instead.
media-other = 🤔 I can't search with this. Send me a photo, a zip of photos, or /text and a few words.

## Several people in one picture

who = There are { $count } people in { $photos ->
        [one] this picture
       *[other] these pictures
    }. Who do you mean? Choose one or more.
who-nobody = Please choose somebody first.
button-chosen = ✓ { $number }
button-anybody = Any of them
button-any = Any of them
button-all = All together
button-one = Find this person
button-only = { $count ->
        [one] Only this person
       *[other] Only them
    }

## Originals

originals-none = These photos are no longer there.
originals-sending = ⬇ Sending { $count ->
        [one] { $count } original
       *[other] { $count } originals
    } …
originals-packing = ⬇ Originals: { $sent } of { $total ->
        [one] { $total } photo
       *[other] { $total } photos
    } sent …
originals-done = ✅ Originals: { $total ->
        [one] { $total } photo
       *[other] all { $total } photos
    } sent.
originals-too-big = ⚠️ { $count ->
        [one] One photo is larger than Telegram lets bots send
       *[other] { $count } photos are larger than Telegram lets bots send
    } ({ $limit } MB): { $names }.
originals-failed = ⚠️ Telegram did not take all of them: { $sent } of { $total } got through. Please try again.

## Names

name-usage =
    🏷 Reply to a photo of somebody with /name and their name, for example:
    `/name Anna`
    Then `/text Anna on the beach` finds them.
name-list = { $count ->
        [one] 🏷 I know one person by name:
       *[other] 🏷 I know { $count } people by name:
    }
name-given = 🏷 This is { $name }. Try `/text { $name }`
name-which = Which of them is { $name }?
name-one-person = 🙂 There are several people in this picture. Please send one that shows one person only.
name-unknown = 🤷 I can't find anybody in this gallery who looks like this.
button-forget = ✕ { $name }

## People

people = { $count ->
        [one] 👥 There is one person in this gallery. Tap the number to see the photos.
       *[other] 👥 There are { $count } people in this gallery, those in the most photos first. Tap a number to see their photos.
    }
people-hidden = { $count ->
        [one] 🙈 One hidden person:
       *[other] 🙈 { $count } hidden people:
    }
people-merge = 🔗 Which of these is the same person? Tap the number.
people-split = ✂ I split them into two people. Who is who?
people-line = { $number }. { $name ->
        [none] { $photos ->
            [one] { $photos } photo
           *[other] { $photos } photos
        }
       *[other] { $name } · { $photos ->
            [one] { $photos } photo
           *[other] { $photos } photos
        }
    }
people-none = 👥 I don't know anybody in this gallery yet: there is no face I can recognise.
people-nobody-else = There is nobody else in this gallery.
people-same = 🔗 Are these the same person?
people-apart = ✂ Are these two people? I would take those faces out that are least like the others.
people-left = 👍 Nothing was changed.
people-merged = They are one person now.
person-photos = { $total ->
        [one] 👤 { $total } photo of this person.
       *[other] 👤 { $total } photos of this person.
    }
person-gone = This person is no longer there. Please send /people again.
person-ask-name = 🏷 What is this person's name? Reply to this message with it.
person-bad-name = A name needs at least one letter. Please reply with another one.
person-cannot-split = I have only one face of this person: there is nothing to split.
person-hidden = /people does not show this person any more.
person-shown = /people shows this person again.
button-before = ◂ Back
button-people = ◂ Everybody
button-hidden = 🙈 Hidden people
button-rename = 🏷 Name
button-merge = 🔗 Same as …
button-split = ✂ Two people
button-hide = 🙈 Hide or show
button-same = ✅ Yes, the same
button-apart = ✂ Yes, two people
button-no = ✕ No
button-undo = Undo: one person

## Profiles

me-ask =
    🤳 What do you look like? Reply to this message with a selfie, or with up to five as an album.
    From then on /me alone finds your photos here. I keep numbers that describe your face, not the pictures; `/me forget` deletes them.
me-again = 🤳 I use another face model now, and it has not seen you yet. Please send a new selfie with the caption /me.
me-learned = 🙋 { $count ->
        [one] I know you here from one selfie
       *[other] I know you here from { $count } selfies
    }. From now on /me finds your photos, `/me on` tells you about new ones, `/me forget` deletes your profile.
me-refused = Photo { $place }: { $reason }
me-several = 🙂 There are several people in this picture, and I can't tell which of them is you. Please send one that shows only you.
me-someone-else = 🤨 This does not look like you in your earlier selfies, so I left it out. If it is you, send `/me forget` first, and then this photo again.
me-too-many = 🤳 Please send no more than { $most } selfies at once.
me-nobody = 🙋 You are writing as a chat, so I can't tell whose profile this would be.
me-none = 🤷 You have no profile here.
me-forgotten = 🗑 Deleted: I no longer know what you look like here.
me-told-here = 🔔 I will tell you here when there are new photos of you.
me-told-privately = 🔔 I will tell you in our private chat when there are new photos of you. Please write to me there once: otherwise I am not allowed to.
me-told-off = 🔕 I will no longer tell you about new photos.
me-news = 🔔 { $count ->
        [one] You are in { $count } new photo
       *[other] You are in { $count } new photos
    } from { $name }.
me-which-yes = Which of these photos shows you?
me-which-no = Which of these photos does not show you?
me-yes = ✅ Noted: this is you. Send /me to search again.
me-no = 🚫 Noted: this is not you. Send /me to search again.
me-not-yours = These buttons only work for the person whose profile it is.
button-mine = ✅ Yes, me
button-not-mine = 🚫 Not me
button-tell = { $on ->
        [yes] 🔔 New photos: I tell you
       *[no] 🔕 Tell me about new photos
    }

## Comparing

compare-usage =
    👥 I compare two photos. Send them
    • at once, as an album, with the caption /compare,
    • or one of them as a reply to the other, with the caption /compare.
compare-alike = { $percent }%: { $verdict }
compare-nobody =
    Nobody seems to be in both photos.
    The closest faces have { $alike }
compare-people = { $count ->
        [one] One person is in both photos:
       *[other] { $count } people are in both photos:
    }
compare-line = { $number }. { $alike }
compare-more = … and { $count } more
compare-no-face = 🙂 I can't find a face in { $photo ->
        [first] the first of these photos
        [second] the second of these photos
       *[both] either of these photos
    }.
compare-unreadable = ⚠️ I could not read one of these photos ({ $reason }). Please try another one.
compare-too-big = ⚠️ One of these photos is larger than { $limit } MB, which is the most Telegram lets bots receive. Please send a smaller copy.
verdict-very_likely = same person, very likely
verdict-likely = same person, probably
verdict-unsure = hard to say if it is the same person
verdict-unlikely = different people, probably
verdict-very_unlikely = different people, very likely

## Levels

threshold =
    🎚 How close does a match have to be?
    Faces: { $face }%
    Descriptions: { $text ->
        [auto] automatic
       *[other] { $text }%
    }
threshold-matches = Your last search has { $count ->
        [one] { $count } photo
       *[other] { $count } photos
    } at this level.
threshold-usage = For faces: `/threshold 80`. For descriptions: `/threshold text 30`.
threshold-set-face = 🎚 Faces: { $level }% or more.
threshold-set-text = 🎚 Descriptions: { $level }% or more.
threshold-set-auto = 🎚 Descriptions: automatic.
threshold-invalid = “{ $value }” is not a level. Please give a whole number from { $lowest } to { $highest }, for example `/threshold 80`.
button-face = Faces { $level }%
button-text = Text { $level ->
        [auto] auto
       *[other] { $level }%
    }
level-end = That is as far as it goes.

## Gallery

gallery =
    🖼 { $photos ->
        [one] { $photos } photo
       *[other] { $photos } photos
    }, { $faces ->
        [one] { $faces } face
       *[other] { $faces } faces
    }, since { $since }.
gallery-described = Descriptions: { $described } of { $photos ->
        [one] { $photos } photo
       *[other] { $photos } photos
    } looked at.
clear-ask = 🗑 Delete { $photos ->
        [one] { $photos } photo
       *[other] all { $photos } photos
    } of this chat, their faces and everything I know about them? This cannot be undone.
button-clear = Delete everything
button-keep = Keep
cleared = 🗑 Deleted: { $photos ->
        [one] { $photos } photo
       *[other] { $photos } photos
    }. Nothing of this gallery is left.
kept = 👍 Nothing was deleted.

## Groups

admins-only = 🔒 Only this group's administrators can do that.
private-sent = 📬 I have sent it to you privately.
private-waiting = 📬 I am not allowed to write to you yet. Open our private chat: the results are waiting for you there.
private-closed = 📬 I am not allowed to write to you yet. Open our private chat, then ask again.
button-private = Open the private chat

## Invitations

invite-link = 🔗 Whoever opens this link can search this gallery in a private chat with me. They can't add or change anything.
invite-until = { $until ->
        [never] It works until you revoke it.
       *[other] It works until { $until }.
    }
invite-revoked = 🔒 This link was revoked. Whoever used it can no longer see this gallery.
invite-ended = This link has expired. Please make a new one.
invite-too-many = There are { $count } links already. Please revoke one first.
invite-unknown = 🔒 This link does not open a gallery, or not any more. Please ask whoever gave it to you for a new one.
invite-own = 🏠 This link opens your own gallery: you are in it already.
button-day = For a day
button-week = For a week
button-month = For a month
button-always = For ever
button-revoke = ✕ Revoke
button-invite = + New link
guest-welcome =
    👋 Welcome! You are a guest in a gallery of { $photos ->
        [one] { $photos } photo
       *[other] { $photos } photos
    }.
    🤳 Send a selfie, and I answer with the photos you are in.
    🔎 Send a few words, and I find photos by what they show.
guest-left = 🏠 You are back in your own gallery.
guest-ended = 🔒 Your invitation to the gallery has ended. You are back in your own gallery.
guests-may-not = 🔒 You are a guest in this gallery: you can search it, but not add or change anything.
button-leave = Back to my own gallery

## Status

status-faces = 🙂 Faces: { $model ->
        [embedded] the embedded model
       *[other] { $model }, by DeepFace
    }{ $detector ->
        [embedded] { "" }
       *[other] , found by { $detector }
    }.
status-words = 🔎 Descriptions: { $model }, by UForm.
status-words-basic = 🔎 Descriptions: the basic search.
status-words-until = 🔎 Descriptions: the basic search, until { $model } is ready.
status-fetching = ⏬ It is being downloaded: { $done } of { $total } MB.
status-fetching-begins = ⏬ Its download is about to start.
status-failed = ⚠️ Its download failed: { $reason }. I will try again at { $time }.
weights-unreachable = the model hub cannot be reached
weights-not_found = the model hub does not have it
weights-broken_off = the connection broke off
weights-damaged = what arrived is damaged
weights-no_space = the disk is full
weights-other = something went wrong on my side
status-photos = 🖼 This chat: { $photos ->
        [0] no photos
        [one] { $photos } photo
       *[other] { $photos } photos
    }.
status-imports = { $count ->
        [one] 📥 { $count } import is running.
       *[other] 📥 { $count } imports are running.
    }

## For those who run the bot

stats-kept = 📊 { $chats ->
        [one] { $chats } chat
       *[other] { $chats } chats
    }, { $photos ->
        [one] { $photos } photo
       *[other] { $photos } photos
    }, { $faces ->
        [one] { $faces } face
       *[other] { $faces } faces
    }.
stats-queue = 📥 Imports: { $running } running, { $waiting } waiting.
stats-latency = ⏱ The latest searches: { $median } s as a rule, 95% in less than { $most } s.
stats-no-latency = ⏱ There have been no searches yet.
stats-disk = 💾 Data: { $kept } GB; { $free } of { $disk } GB free.
stats-models = 🧠 Faces: { $face }. Descriptions: { $text }.
stats-process = 🔁 Since the start: updates { $updates }, errors { $errors }, worker processes replaced { $restarts }. Galleries in memory: { $galleries }.

## Settings

settings-gallery =
    ⚙️ { $group ->
        [yes] This group's gallery; its administrators choose:
       *[no] This gallery:
    }
    🎚 how close a match has to be, for faces and for descriptions
    🖼 how many photos an answer shows at once
    ☐ boxes around the faces that match, in new answers
    🗓 how long it is kept when nobody uses it; I warn you a week before I delete it
settings-own =
    { $group ->
        [yes] 👤 And each of you, for yourself, in every chat:
       *[no] 👤 You, in every chat:
    }
    📬 where you get what you search for in groups
    🌐 your language
button-album = 🖼 { $size }
button-days = { $days ->
        [0] 🗓 for ever
        [one] 🗓 1 day
        [365] 🗓 1 year
       *[other] 🗓 { $days } days
    }
button-results = { $private ->
        [yes] 📬 privately
       *[no] 👥 in the group
    }
private-on = 📬 { $name }: from now on you get the results of your searches in groups privately.
private-off = 👥 { $name }: from now on your searches in a group are answered there.

## Unused galleries

retention-warning =
    🗓 Nobody has used this gallery for a long time. On { $date } I will delete its { $photos ->
        [one] one photo
       *[other] { $photos } photos
    }, and everything I know about { $photos ->
        [one] it
       *[other] them
    }.
    Any search keeps it, and so does this button.
button-keep-gallery = Keep it
retention-kept = 👍 { $days ->
        [0] It is kept for ever.
        [one] It is kept for a day after each time it is used.
       *[other] It is kept for { $days } days after each time it is used.
    }
retention-gone = There is no gallery here any more.
retention-deleted = 🗑 Nobody has used this gallery for { $days ->
        [one] a day
       *[other] { $days } days
    }. As I said a week ago, I have deleted { $photos ->
        [one] its photo
       *[other] its { $photos } photos
    }. Send me a zip of photos to begin a new one.

## Privacy

consent-ask =
    🙂 Before I begin: I look for faces in the photos you send me, and describe them by numbers, so that people can be found. Faces are personal: only send photos of people who are fine with that.
    /privacy says what I keep, where, how long, and how to delete it. With /forget you can take back your consent at any time.
    Do you agree? I ask only once, and look at nothing until you do.
button-agree = ✅ I agree
consent-given = { $held ->
        [yes] ✅ Thank you. I am on it.
       *[no] ✅ Thank you. Please send your request again.
    }
consent-remind = ☝️ This question is still open: press “{ $button }”, and I do all that you have sent.
consent-full = ⚠️ Until you have agreed I can hold no more: what came last was left out. Please send it again afterwards.
consent-not-yours = This question is for somebody else.
privacy-what =
    🔏 What I keep
    • Galleries: the photos as they were sent, a smaller copy of each, their names, folders and dates, and numbers that describe the faces and what the photos show. A gallery belongs to the chat it was sent to; no other chat can see it, except guests who were let in with /invite. The names that people were given belong to it as well.
    • Photos you search with or compare: nothing. { $local ->
        [yes] The Telegram server that runs beside me writes them to its disk; I remove them from there as soon as I have read them, and they are only in memory while I search.
       *[no] They are in memory while I search, and are never written to a disk.
    }
    • /me: numbers that describe your face on up to five selfies, not the pictures, and which faces you confirmed or refused.
    • Searches: which photos were found, how close they are, and which words of their names, folders and dates matched.
    • You: the number that Telegram knows you by, with your language, where you get your results, that you agreed, and whose guest you are; and, until it is imported, which zip is yours.
    The log has numbers of chats and users and what went wrong, but no names, texts or pictures.
privacy-where =
    📍 Where: on the computer of whoever runs this bot. No other service is involved; Telegram keeps what is sent in its chats, as always.
    { $sealed ->
        [yes] Photos, smaller copies, zips and the numbers that describe faces and photos are encrypted there (AES-256-GCM, a key for each chat). Not encrypted are names of files, folders and people, dates, ids, links, where faces are in photos, the short fingerprints that tell copies of a photo, and results of searches; nor is a zip, or a part of one, until all of it has arrived, or a zip within a zip while I read it.
       *[no] They are not encrypted there: whoever runs the computer could read them.
    }
privacy-how-long =
    🗓 How long: { $days ->
        [0] this gallery is kept until somebody deletes it
        [one] this gallery is kept until nobody has used it for a day
       *[other] this gallery is kept until nobody has used it for { $days } days
    }; /settings changes that, and I warn you a week before I delete one. A zip is kept until its photos are read; a search for a day; which message shows which photo, for 90 days. Everything else is kept until you delete it.
privacy-delete =
    🗑 How to delete it
    `/me forget`: what you look like, in this gallery
    /forget: everything I know about you, in all chats
    /clear: this chat's gallery, with everything I know about it
    None of my files holds what was deleted any more; if they are being backed up or checked just then, that takes until a minute after it.
forget-ask =
    🗑 Shall I forget you? I will delete what you look like (/me) in every gallery, your language and settings, that you agreed, whose guest you are, and what I found for you in our private chat. This cannot be undone.
    Photos of you stay in other people's galleries: ask whoever sent them.
forget-gallery = Your own gallery, { $photos ->
        [0] whose photos are coming in,
        [one] with { $photos } photo,
       *[other] with { $photos } photos,
    } may show others, too: the second button deletes it as well.
button-forget-me = Forget me
button-forget-all = Forget me, and delete my gallery
forgotten = 🗑 { $photos ->
        [0] Done: I know nothing about you any more.
        [one] Done: I know nothing about you any more. { $photos } photo of your gallery is deleted.
       *[other] Done: I know nothing about you any more. { $photos } photos of your gallery are deleted.
    }
not-listed = 🔒 Sorry, I only work for people and groups that whoever runs me has approved. If you know them, give them the number of this chat: { $chat }. I have kept nothing.
left-out = 🐢 You are sending faster than I can follow: what came last was left out. Please send it again in a moment.
too-many = ⏳ { $what ->
        [import] That was a lot of imports in a short time.
       *[search] That was a lot of searches in a short time.
    } Please try again in { $seconds ->
        [one] { $seconds } second
       *[other] { $seconds } seconds
    }.

## Languages

language-name = English
language-choose = 🌐 Which language would you like?
language-set = 🌐 From now on I write to you in English.
language-unknown = 🌐 I don't know “{ $name }”. Please choose one of these:
language-nobody = 🌐 You are writing as a chat, so I can't tell whose language this would be.

## When something goes wrong

disk = ⚠️ My disk is full, or cannot be written: I can still search, but not keep anything new. Please try again later.
error = 😕 Sorry, something went wrong on my side. It has been noted; please try again.
