# Mọi câu mà người dùng đọc, bằng tiếng Việt. Cùng khóa và giá trị với các ngôn ngữ khác.

## Commands, as Telegram's menu and /help show them

command-start = Giới thiệu ngắn về tôi
command-help = Cách dùng và mọi lệnh
command-text = Tìm ảnh theo nội dung
command-me = Ảnh có bạn (gửi selfie kèm chú thích này để tôi biết bạn là ai)
command-people = Ai có trong kho ảnh này
command-compare = Hai ảnh có cùng một người không
command-like = Ảnh trông giống một kết quả (trả lời ảnh đó)
command-find = Tìm người trong một ảnh (trả lời ảnh đó, hoặc ghi làm chú thích)
command-name = Đặt tên cho một người (trả lời một ảnh)
command-import = Thêm tệp zip hoặc ảnh gửi dưới dạng tệp (trả lời hoặc chú thích)
command-invite = Liên kết cho khách tìm trong kho ảnh này
command-threshold = Kết quả phải giống đến mức nào
command-gallery = Kho ảnh này có gì
command-settings = Tất cả cài đặt ở một chỗ
command-language = Ngôn ngữ của bạn: English hoặc Tiếng Việt
command-status = Tôi đang dùng mô hình nào, việc gì chưa xong
command-clear = Xóa kho ảnh này
command-privacy = Tôi lưu gì về bạn, và cách xóa
command-forget = Xóa mọi điều tôi biết về bạn, ở mọi cuộc trò chuyện

## How it works

start = { $where ->
        [group]
            👋 Xin chào! Tôi tìm người trong ảnh của nhóm này.
            📦 Quản trị viên gửi một tệp zip chứa ảnh kèm chú thích /import.
            🤳 Sau đó hãy gửi một tấm selfie kèm chú thích /find, tôi sẽ trả lời bằng những ảnh có bạn.
       *[private]
            👋 Xin chào! Tôi giúp bạn tìm những tấm ảnh có mình.
            📦 Trước tiên, hãy gửi cho tôi một tệp zip chứa ảnh.
            🤳 Sau đó gửi một tấm selfie, tôi sẽ trả lời bằng những ảnh có bạn.
    }
    /help cho biết tôi còn làm được gì, /privacy cho biết tôi lưu gì.
help =
    📦 Gửi cho tôi một tệp zip chứa ảnh, cuộc trò chuyện này sẽ có kho ảnh.
    🤳 Gửi một tấm selfie, tôi trả lời bằng những ảnh có bạn, giống nhất trước.
    🙋 Gửi selfie kèm chú thích /me, từ đó chỉ cần /me là tôi tìm được bạn.
    🔎 Gửi /text kèm vài từ, tôi tìm ảnh theo nội dung.
    👥 Gửi hai ảnh cùng lúc kèm chú thích /compare, tôi cho biết đó có phải cùng một người không.
    🏘 Trong nhóm, kho ảnh là của cả nhóm: trả lời một ảnh bằng /find; quản trị viên thêm ảnh bằng /import.
    🔗 /invite tạo liên kết cho khách: họ chỉ được tìm trong kho ảnh này, không làm gì khác.
help-commands = Các lệnh:
unknown-command = 🤔 Tôi không biết lệnh { $command }. /help cho biết tôi làm được gì.

## Importing

import-usage =
    📦 Gửi tệp zip chứa ảnh, hoặc ảnh dưới dạng tệp, kèm chú thích /import, hoặc trả lời tệp đó bằng /import.
    Nếu tệp zip ở trên web, hãy gửi liên kết: `/import https://…`
    Ảnh không gửi dưới dạng tệp sẽ bị Telegram thu nhỏ.
import-receiving = 📥 Đang nhận { $name } …
import-waiting = ⏳ { $name } đang chờ đến lượt.
import-fetching =
    ⏬ { $name }{ $total ->
        [unknown] { "" }
       *[other] { "" }
        { $bar }
    }
    { $total ->
        [unknown] đã tải { $done } MB
       *[other] đã tải { $done } trên { $total } MB
    }
import-running =
    📥 { $name }
    { $bar } { $percent }%
    { $done } trên { $total } ảnh · { $faces } khuôn mặt{ $left ->
        [none] { "" }
       *[other] { " " }· còn { $left }
    }
time-seconds = { $seconds } giây
time-minutes = { $minutes } phút
import-done =
    ✅ { $name }: đã thêm { $added } ảnh, { $faces ->
        [0] không thấy khuôn mặt nào
       *[other] tìm thấy { $faces } khuôn mặt
    }.
import-known = ✅ { $name }: không có ảnh mới.
import-none = ⚠️ { $name }: không thêm được ảnh nào.
import-duplicates = { $count } ảnh đã có sẵn.
import-skipped = Bỏ qua { $count } tệp:
import-skipped-line = • { $name }: { $reason }
import-skipped-more = • và { $count } tệp khác
import-next = Giờ hãy gửi một tấm selfie, hoặc /text kèm vài từ.
import-next-group = Giờ hãy gửi một tấm selfie kèm chú thích /find, hoặc /text kèm vài từ.
import-nothing = 🤷 Không có ảnh nào trong { $name }. Tôi đọc được JPEG, PNG, WebP, HEIC, AVIF, GIF, BMP và TIFF, kể cả trong thư mục con.
import-interrupted = ⚠️ { $name } chưa được nhận đủ: tôi đã khởi động lại trong lúc nhận. Vui lòng gửi lại.
import-failed = ⚠️ Phía tôi có lỗi khi nhập { $name }. Những ảnh đã nhập vẫn tìm được. Vui lòng gửi lại sau: không ảnh nào bị thêm hai lần.
import-no-room =
    💾 Không đủ chỗ cho { $name }: cần thêm { $needed } MB, mà chỉ còn trống { $free } MB. Những ảnh đã nhập vẫn tìm được.
    Hãy báo cho người vận hành bot rồi gửi lại sau: không ảnh nào bị thêm hai lần.
import-disk = ⚠️ { $name } đã dừng: ổ đĩa của tôi đã đầy hoặc không ghi được. Những ảnh đã nhập vẫn tìm được. Vui lòng gửi lại sau: không ảnh nào bị thêm hai lần.
import-paused = ⏸ Tôi đang khởi động lại. Sau đó { $name } sẽ tự được nhập tiếp; những ảnh đã nhập vẫn tìm được.
import-given-up = 🗑 Đã dừng nhập { $name }: kho ảnh đã bị xóa.
loose-given-up = 🗑 Không thêm { $count } ảnh mà bạn đã gửi trước đó: kho ảnh đã bị xóa.
loose-photos = { $first } và { $more } ảnh khác

skip-not_a_photo = không phải ảnh
skip-damaged = bị hỏng hoặc thiếu dữ liệu
skip-too_large = quá lớn
skip-encrypted = có mật khẩu
skip-other_lock = bị khóa theo cách tôi không mở được
skip-nested = tệp zip nằm sâu trong tệp zip khác
skip-gallery_full = kho ảnh này đã đầy
skip-packing = được nén theo cách tôi không đọc được
skip-too_many_scans = JPEG lũy tiến có quá nhiều lượt quét
skip-too_slow = đọc quá lâu
skip-crashed = không đọc được

zip-too-big =
    ⚠️ { $name } nặng { $size } MB, mà Telegram chỉ cho bot nhận tối đa { $limit } MB.
    Vui lòng chia thành nhiều tệp zip nhỏ hơn: tất cả sẽ vào cùng một kho ảnh. Hoặc cắt thành nhiều phần (.zip.001, .zip.002, …), tôi sẽ ghép lại; hoặc đưa tệp lên web, chẳng hạn Google Drive hay Dropbox, rồi gửi liên kết: `/import https://…`
photo-too-big = ⚠️ { $name } nặng { $size } MB, mà Telegram chỉ cho bot nhận tối đa { $limit } MB. Vui lòng gửi bản nhỏ hơn.
zip-not_a_zip = ⚠️ { $name } không phải tệp zip đọc được: có thể bị hỏng hoặc thiếu dữ liệu. Vui lòng tạo và gửi lại.
zip-empty = ⚠️ { $name } là tệp rỗng. Vui lòng gửi lại.
zip-other_kind = 📦 { $name } thật ra là loại tệp nén khác, chỉ mang tên zip. Vui lòng nén ảnh thành tệp zip rồi gửi lại.
zip-bomb = ⚠️ { $name } khi giải nén ra lớn bất thường so với ảnh, nên tôi không mở. Vui lòng gửi tệp zip chỉ chứa ảnh.
zip-encrypted = 🔒 { $name } có mật khẩu.
zip-wrong_password = 🔒 { $name } vẫn bị khóa: mật khẩu đó không đúng.
zip-other_lock = 🔒 { $name } được khóa theo cách tôi không mở được. Vui lòng gửi tệp không có mật khẩu, hoặc chọn kiểu khóa mà phần mềm gọi là AES-256 hay ZipCrypto.
zip-ask-password =
    🔑 Mật khẩu của { $name } là gì? Hãy trả lời tin nhắn này bằng mật khẩu.
    Tôi chỉ dùng nó cho tệp zip này, không lưu ở đâu cả, và sẽ xóa tin nhắn của bạn.
zip-meanwhile = Từ giờ đến lúc đó, mọi điều bạn viết ở đây tôi đều coi là mật khẩu. Muốn tìm ảnh, hãy viết /text ở đầu.
zip-left-out = 🔒 { $name } đã được bỏ qua: không ai cho tôi biết mật khẩu. Nếu muốn, bạn có thể gửi lại.
button-leave-out = Bỏ qua tệp zip này
zip-not-waiting = 🔑 Tệp zip này không còn chờ mật khẩu nữa.
password-visible = ⚠️ Ở đây tôi không được phép xóa tin nhắn của bạn. Vui lòng tự xóa: trong đó có mật khẩu.
zip-split = 🧩 { $name } gồm nhiều phần: đã có { $count } phần. Còn thiếu: { $missing }. Hãy gửi theo thứ tự bất kỳ, tôi sẽ ghép lại.
zip-too_many_files = ⚠️ { $name } có quá nhiều ảnh cho một tệp zip. Vui lòng gửi thành nhiều phần.
zip-too_large = ⚠️ { $name } quá lớn khi giải nén. Vui lòng gửi thành nhiều phần.
document-other = 🤔 Tôi không dùng được { $name }. Hãy gửi tệp zip chứa ảnh, hoặc gửi ảnh dưới dạng tệp.
document-archive = 📦 Tôi không mở được { $name }: trong các loại tệp nén, tôi chỉ đọc được zip. Vui lòng nén ảnh thành tệp zip rồi gửi lại.
download-failed = ⚠️ Tôi không tải được { $name } từ Telegram. Vui lòng gửi lại.

link-no_link = 🔗 Tôi không hiểu liên kết “{ $name }”. Hãy gửi một liên kết như `/import https://example.com/photos.zip`
link-not_https = 🔒 Tôi chỉ tải từ địa chỉ https://, để không ai sửa được ảnh trên đường truyền. Liên kết này không dùng https, hoặc chuyển hướng đến một địa chỉ không dùng https.
link-port = 🔒 Tôi chỉ tải qua cổng thông thường của https (443). Vui lòng đặt { $name } ở nơi khác.
link-private = 🔒 { $name } nằm trong mạng riêng, hoặc dẫn đến đó. Tôi chỉ tải từ internet công cộng.
link-redirects = ⚠️ Liên kết đến { $name } chuyển hướng quá nhiều lần. Vui lòng gửi liên kết khác.
link-unreachable = ⚠️ Tôi không kết nối được máy chủ của { $name }, hoặc không chắc đó đúng là máy chủ ấy. Vui lòng kiểm tra liên kết, hoặc thử lại sau.
link-not_found = 🤷 Ở liên kết đến { $name } không có gì, hoặc không còn gì nữa. Vui lòng kiểm tra lại.
link-login = 🔒 Máy chủ của { $name } yêu cầu đăng nhập. Vui lòng chia sẻ tệp cho bất kỳ ai có liên kết, rồi gửi tôi liên kết đó.
link-page = 🤔 Liên kết đến { $name } mở ra một trang web chứ không phải tệp zip: có thể trang yêu cầu đăng nhập, hoặc hiện một thư mục. Vui lòng chia sẻ một tệp zip cho bất kỳ ai có liên kết, rồi gửi tôi liên kết của tệp đó.
link-not_a_zip = 🤔 Liên kết đến { $name } không dẫn đến một tệp zip.
link-too_large = ⚠️ { $name } lớn hơn { $limit } MB, mức tối đa tôi tải được. Vui lòng chia thành nhiều tệp zip.
link-no_space = ⚠️ Ổ đĩa của tôi không còn chỗ cho { $name }. Vui lòng báo cho người vận hành bot.
link-too_slow = 🐢 Máy chủ của { $name } quá chậm với tôi. Vui lòng đặt tệp zip ở nơi khác, hoặc gửi lại liên kết sau.
link-broken_off = ⚠️ Kết nối đến máy chủ của { $name } bị ngắt nhiều lần. Vui lòng gửi lại liên kết sau.

## Searching

found = 🎉 { $total } ảnh đạt từ { $level }% trở lên.
found-cut = 🎉 Có { $total } ảnh khớp rõ nhất.
found-shown = { $first ->
        [1] Đây là { $last } ảnh khớp nhất.
       *[other] Đây là ảnh từ { $first } đến { $last }.
    }
found-by-name = 🏷 Ảnh có tên, thư mục hoặc ngày khớp với từ bạn tìm được xếp trước.
found-by-words = 🔎 Ảnh hợp với lời mô tả nhất được xếp trước; phần trăm là của khuôn mặt.
found-people = Trong ảnh có ít nhất một trong { $people } người bạn đã chọn.
found-together = Trong ảnh có cả { $people } người bạn đã chọn.
caption = { $place }. { $percent }% · { $name }
caption-bare = { $place }. { $name }
caption-name = { $place }. 🏷 { $words } · { $name }
caption-words = { $place }. { $percent }% · 🏷 { $words } · { $name }
not-found =
    🤷 Không tìm thấy ảnh nào đạt từ { $level }% trở lên.{ $best ->
        [0] { "" }
       *[other] { "" }
        Ảnh giống nhất đạt { $best }%.
    }
not-found-cut = 🤷 Không tìm thấy: không có ảnh nào khớp rõ với những từ này.
not-found-at-all = 🤷 Không tìm thấy: kho ảnh này chưa có khuôn mặt nào.
not-found-yet = 🤷 Đến giờ vẫn chưa tìm thấy.
unseen = Còn { $count } ảnh đang được xem lại bằng mô hình mới hơn.
coming = 📥 Còn { $count } ảnh nữa đang được nhập: lát nữa hãy tìm lại để không bỏ sót.
caption-similar = + { $count } ảnh tương tự
found-like = 🎉 { $total } ảnh trông giống ảnh này.
not-found-like = 🤷 Không có ảnh nào khác trông giống ảnh này.
button-more = Xem thêm · { $shown } / { $total }
button-boxes = { $on ->
        [yes] ☑ Khung mặt
       *[no] ☐ Khung mặt
    }
button-originals = ⬇ Ảnh gốc
button-like = 🔍 Giống ảnh này …
button-similar = { $place }. + { $count }
like-which = Giống ảnh nào trong số này?
like-usage = 🔍 Hãy dùng /like để trả lời một ảnh tôi đã tìm thấy, tôi sẽ cho xem những ảnh trông giống nó.
like-not-yet = ⏳ Ảnh này chưa được mô tả, hoặc không còn nữa. Vui lòng thử lại sau giây lát.
button-selfie = 🔍 Tìm bằng cả ảnh này
button-lower = Xem từ { $level }%
button-show = Xem { $count } ảnh
tapped-already = ⏳ Tôi đang gửi cho bạn rồi.
search-expired = Lượt tìm này đã hết hạn. Vui lòng gửi lại.
ended = 🗑 Tôi đã dừng việc này: trong lúc đó, dữ liệu liên quan đã bị xóa, hoặc bạn không còn được xem nữa.
no-face =
    🙂 Tôi không thấy khuôn mặt nào trong ảnh này.
    Ảnh chụp chính diện, đủ sáng, khuôn mặt không quá nhỏ sẽ cho kết quả tốt nhất.
photo-unreadable = ⚠️ Tôi không đọc được ảnh này ({ $reason }). Vui lòng thử ảnh khác.
gallery-empty = { $whose ->
        [host] 📭 Kho ảnh này chưa có ảnh.
        [group] 📭 Nhóm này chưa có ảnh. Quản trị viên có thể gửi tệp zip chứa ảnh kèm chú thích /import.
       *[own] 📭 Cuộc trò chuyện này chưa có ảnh. Hãy gửi cho tôi một tệp zip chứa ảnh trước.
    }
find-usage =
    🤳 Hãy trả lời một ảnh bằng /find, hoặc gửi ảnh kèm chú thích /find, tôi sẽ tìm ảnh có những người trong đó.
    Thêm vài từ để cho biết ảnh còn phải có gì: `/find trên bãi biển`
find-too-big = ⚠️ Ảnh này nặng hơn { $limit } MB, mức tối đa mà Telegram cho bot nhận. Vui lòng gửi bản nhỏ hơn.
gallery-filling = 📥 Những ảnh đầu tiên vẫn đang được nhập. Khi tôi báo đã nhập xong, vui lòng gửi lại tin này.
text-usage =
    🔎 Hãy cho tôi biết ảnh có gì, ví dụ:
    `/text trẻ em trên bãi biển`
text-basic = ℹ️ Đây là tìm kiếm cơ bản: chỉ hiểu từ tiếng Anh về đồ vật, nơi chốn và thể thao, cùng tên, thư mục và ngày của ảnh.
text-foreign = ℹ️ Tìm kiếm cơ bản chỉ hiểu tiếng Anh, nên tôi đã tìm trong tên, thư mục và ngày của ảnh.
text-alone = ℹ️ Chưa ảnh nào được mô tả, nên tôi chỉ tìm trong tên, thư mục và ngày của ảnh.
text-undated = 📅 Không có ảnh nào vào thời gian đó, hoặc không rõ ngày chụp{ $alone ->
        [yes] .
       *[no] : tôi đã tìm mà không xét ngày.
    }
nobody = 🙋 Tôi không biết bạn là ai. Hãy gửi một tấm selfie kèm những từ này làm chú thích, hoặc kèm chú thích /me để tôi nhớ từ nay về sau.
text-unknown = Tôi không hiểu: { $words }.
text-waiting = ⏳ Còn { $count } ảnh chưa được mô tả: tôi chỉ biết tên, thư mục và ngày của chúng.
media-video = 🎬 Tôi chưa xem được video. Hãy gửi ảnh, hoặc ảnh chụp màn hình người bạn muốn tìm.
media-voice = 🎙 Tôi không nghe được. Hãy viết điều bạn muốn tìm, ví dụ `/text trẻ em trên bãi biển`
media-location = 📍 Tôi không tìm được theo địa điểm. Ngày, tên và từ mô tả thì được, ví dụ `/text bãi biển 2023`
media-sticker = 🙂 Nhãn dán đẹp quá! Hãy gửi ảnh của ai đó, tôi sẽ tìm những ảnh có người ấy.
media-contact = 👤 Tôi nhận ra mọi người qua khuôn mặt. Hãy gửi ảnh của người ấy.
media-other = 🤔 Tôi không tìm được bằng thứ này. Hãy gửi ảnh, tệp zip chứa ảnh, hoặc /text kèm vài từ.

## Nhiều người trong một ảnh

who = Trong { $photos ->
        [1] ảnh này
       *[other] những ảnh này
    } có { $count } người. Bạn muốn tìm ai? Hãy chọn một hoặc nhiều người.
who-nobody = Hãy chọn một người trước đã.
button-chosen = ✓ { $number }
button-anybody = Bất kỳ ai trong số này
button-any = Bất kỳ ai
button-all = Tất cả cùng có mặt
button-one = Tìm người này
button-only = { $count ->
        [1] Chỉ người này
       *[other] Chỉ những người này
    }

## Ảnh gốc

originals-none = Những ảnh này không còn nữa.
originals-sending = ⬇ Đang gửi { $count } ảnh gốc …
originals-packing = ⬇ Ảnh gốc: đã gửi { $sent } / { $total } ảnh …
originals-done = ✅ Ảnh gốc: đã gửi đủ { $total } ảnh.
originals-too-big = ⚠️ { $count } ảnh lớn hơn mức Telegram cho phép bot gửi ({ $limit } MB): { $names }.
originals-failed = ⚠️ Telegram chưa nhận hết: đã gửi { $sent } / { $total } ảnh. Vui lòng thử lại.

## Names

name-usage =
    🏷 Hãy trả lời ảnh của ai đó bằng /name kèm tên, ví dụ:
    `/name Lan`
    Sau đó `/text Lan trên bãi biển` sẽ tìm được người ấy.
name-list = 🏷 Tôi biết tên { $count } người:
name-given = 🏷 Đây là { $name }. Hãy thử `/text { $name }`
name-which = Ai trong số này là { $name }?
name-one-person = 🙂 Trong ảnh này có nhiều người. Vui lòng gửi ảnh chỉ có một người.
name-unknown = 🤷 Tôi không thấy ai trong kho ảnh này trông giống người này.
button-forget = ✕ { $name }

## Mọi người

people = 👥 Có { $count } người trong kho ảnh này, người có nhiều ảnh nhất đứng trước. Hãy chạm vào một số để xem ảnh.
people-hidden = 🙈 { $count } người đang bị ẩn:
people-merge = 🔗 Ai trong số này chính là người vừa rồi? Hãy chạm vào số.
people-split = ✂ Tôi đã tách thành hai người. Ai là ai?
people-line = { $number }. { $name ->
        [none] { $photos } ảnh
       *[other] { $name } · { $photos } ảnh
    }
people-none = 👥 Tôi chưa biết ai trong kho ảnh này: chưa có khuôn mặt nào nhận ra được.
people-nobody-else = Không còn ai khác trong kho ảnh này.
people-same = 🔗 Đây có phải là cùng một người không?
people-apart = ✂ Đây có phải là hai người không? Tôi sẽ tách riêng những khuôn mặt ít giống các khuôn mặt khác nhất.
people-left = 👍 Không có gì thay đổi.
people-merged = Bây giờ họ là một người.
person-photos = 👤 { $total } ảnh của người này.
person-gone = Người này không còn nữa. Hãy gửi lại /people.
person-ask-name = 🏷 Người này tên là gì? Hãy trả lời tin nhắn này bằng tên.
person-bad-name = Tên cần có ít nhất một chữ cái. Hãy trả lời bằng tên khác.
person-cannot-split = Tôi chỉ có một khuôn mặt của người này nên không tách được.
person-hidden = /people không hiện người này nữa.
person-shown = /people lại hiện người này.
button-before = ◂ Trước
button-people = ◂ Mọi người
button-hidden = 🙈 Người bị ẩn
button-rename = 🏷 Đặt tên
button-merge = 🔗 Cùng người với …
button-split = ✂ Hai người
button-hide = 🙈 Ẩn hoặc hiện
button-same = ✅ Đúng, cùng một người
button-apart = ✂ Đúng, hai người
button-no = ✕ Không
button-undo = Hoàn tác: một người

## Hồ sơ

me-ask =
    🤳 Bạn trông thế nào? Hãy trả lời tin nhắn này bằng một tấm selfie, hoặc một album tối đa năm tấm.
    Từ đó chỉ cần /me là tôi tìm được ảnh của bạn ở đây. Tôi chỉ giữ những con số mô tả khuôn mặt bạn, không giữ ảnh; `/me forget` sẽ xóa chúng.
me-again = 🤳 Tôi đã đổi sang mô hình nhận diện khác, và nó chưa thấy bạn. Vui lòng gửi selfie mới kèm chú thích /me.
me-learned = 🙋 Tôi nhận ra bạn ở đây qua { $count } tấm selfie. Từ giờ /me tìm ảnh của bạn, `/me on` báo cho bạn khi có ảnh mới, `/me forget` xóa hồ sơ của bạn.
me-refused = Ảnh { $place }: { $reason }
me-several = 🙂 Trong ảnh này có nhiều người, tôi không rõ ai là bạn. Vui lòng gửi ảnh chỉ có mình bạn.
me-someone-else = 🤨 Người này trông khác bạn trong những tấm selfie trước, nên tôi không dùng ảnh này. Nếu đúng là bạn, hãy gửi `/me forget` trước, rồi gửi lại ảnh.
me-too-many = 🤳 Vui lòng gửi tối đa { $most } tấm selfie một lần.
me-nobody = 🙋 Bạn đang nhắn dưới danh nghĩa nhóm hoặc kênh, nên tôi không rõ đây là hồ sơ của ai.
me-none = 🤷 Bạn chưa có hồ sơ ở đây.
me-forgotten = 🗑 Đã xóa: tôi không còn biết bạn trông thế nào ở đây.
me-told-here = 🔔 Khi có ảnh mới của bạn, tôi sẽ báo ngay tại đây.
me-told-privately = 🔔 Khi có ảnh mới của bạn, tôi sẽ báo trong cuộc trò chuyện riêng. Hãy nhắn riêng cho tôi một lần, nếu không tôi không được phép nhắn cho bạn.
me-told-off = 🔕 Tôi sẽ không báo cho bạn về ảnh mới nữa.
me-news = 🔔 Bạn có mặt trong { $count } ảnh mới từ { $name }.
me-which-yes = Ảnh nào trong số này có bạn?
me-which-no = Ảnh nào trong số này không phải bạn?
me-yes = ✅ Đã ghi nhận: đây là bạn. Gửi /me để tìm lại.
me-no = 🚫 Đã ghi nhận: đây không phải bạn. Gửi /me để tìm lại.
me-not-yours = Những nút này chỉ dành cho chủ hồ sơ.
button-mine = ✅ Đúng là tôi
button-not-mine = 🚫 Không phải tôi
button-tell = { $on ->
        [yes] 🔔 Ảnh mới: sẽ báo cho bạn
       *[no] 🔕 Báo tôi khi có ảnh mới
    }

## Comparing

compare-usage =
    👥 Tôi so sánh hai ảnh. Hãy gửi
    • cả hai cùng lúc thành một album, kèm chú thích /compare,
    • hoặc gửi ảnh này để trả lời ảnh kia, kèm chú thích /compare.
compare-alike = { $percent }%: { $verdict }
compare-nobody =
    Có vẻ không ai có mặt trong cả hai ảnh.
    Hai khuôn mặt giống nhau nhất đạt { $alike }
compare-people = { $count ->
        [one] Một người có mặt trong cả hai ảnh:
       *[other] { $count } người có mặt trong cả hai ảnh:
    }
compare-line = { $number }. { $alike }
compare-more = … và { $count } người nữa
compare-no-face = 🙂 Tôi không thấy khuôn mặt nào trong { $photo ->
        [first] ảnh thứ nhất
        [second] ảnh thứ hai
       *[both] cả hai ảnh
    }.
compare-unreadable = ⚠️ Tôi không đọc được một trong hai ảnh ({ $reason }). Vui lòng thử ảnh khác.
compare-too-big = ⚠️ Một trong hai ảnh nặng hơn { $limit } MB, mức tối đa mà Telegram cho bot nhận. Vui lòng gửi bản nhỏ hơn.
verdict-very_likely = rất có thể là cùng một người
verdict-likely = có lẽ là cùng một người
verdict-unsure = khó nói có phải cùng một người không
verdict-unlikely = có lẽ là hai người khác nhau
verdict-very_unlikely = rất có thể là hai người khác nhau

## Levels

threshold =
    🎚 Kết quả phải giống đến mức nào?
    Khuôn mặt: { $face }%
    Mô tả: { $text ->
        [auto] tự động
       *[other] { $text }%
    }
threshold-matches = Lượt tìm gần nhất có { $count } ảnh ở mức này.
threshold-usage = Với khuôn mặt: `/threshold 80`. Với mô tả: `/threshold text 30`.
threshold-set-face = 🎚 Khuôn mặt: từ { $level }% trở lên.
threshold-set-text = 🎚 Mô tả: từ { $level }% trở lên.
threshold-set-auto = 🎚 Mô tả: tự động.
threshold-invalid = “{ $value }” không phải là mức hợp lệ. Hãy nhập số nguyên từ { $lowest } đến { $highest }, ví dụ `/threshold 80`.
button-face = Khuôn mặt { $level }%
button-text = Mô tả { $level ->
        [auto] tự động
       *[other] { $level }%
    }
level-end = Đã đến mức giới hạn rồi.

## Gallery

gallery = 🖼 { $photos } ảnh, { $faces } khuôn mặt, từ { $since }.
gallery-described = Mô tả: đã xem { $described } trên { $photos } ảnh.
clear-ask = 🗑 Xóa { $photos } ảnh của cuộc trò chuyện này, các khuôn mặt và mọi điều tôi biết về chúng? Không thể hoàn tác.
button-clear = Xóa tất cả
button-keep = Giữ lại
cleared = 🗑 Đã xóa { $photos } ảnh. Không còn gì của kho ảnh này.
kept = 👍 Không xóa gì cả.

## Groups

admins-only = 🔒 Chỉ quản trị viên của nhóm này mới làm được việc đó.
private-sent = 📬 Tôi đã gửi riêng cho bạn.
private-waiting = 📬 Tôi chưa được phép nhắn cho bạn. Hãy mở cuộc trò chuyện riêng: kết quả đang chờ bạn ở đó.
private-closed = 📬 Tôi chưa được phép nhắn cho bạn. Hãy mở cuộc trò chuyện riêng rồi hỏi lại.
button-private = Mở cuộc trò chuyện riêng

## Invitations

invite-link = 🔗 Ai mở liên kết này đều tìm được trong kho ảnh này, trong cuộc trò chuyện riêng với tôi. Họ không thể thêm hay thay đổi gì.
invite-until = { $until ->
        [never] Có hiệu lực cho đến khi bạn thu hồi.
       *[other] Có hiệu lực đến { $until }.
    }
invite-revoked = 🔒 Liên kết này đã bị thu hồi. Ai đã dùng nó không còn xem được kho ảnh này nữa.
invite-ended = Liên kết này đã hết hiệu lực. Vui lòng tạo liên kết mới.
invite-too-many = Đã có { $count } liên kết. Vui lòng thu hồi bớt một liên kết trước.
invite-unknown = 🔒 Liên kết này không mở được kho ảnh nào, hoặc đã hết hiệu lực. Vui lòng xin liên kết mới từ người đã gửi cho bạn.
invite-own = 🏠 Liên kết này mở kho ảnh của chính bạn: bạn đang ở trong đó rồi.
button-day = Một ngày
button-week = Một tuần
button-month = Một tháng
button-always = Vô thời hạn
button-revoke = ✕ Thu hồi
button-invite = + Liên kết mới
guest-welcome =
    👋 Chào mừng! Bạn là khách trong một kho ảnh có { $photos } ảnh.
    🤳 Gửi một tấm selfie, tôi trả lời bằng những ảnh có bạn.
    🔎 Gửi vài từ, tôi tìm ảnh theo nội dung.
guest-left = 🏠 Bạn đã trở về kho ảnh của mình.
guest-ended = 🔒 Lời mời vào kho ảnh đã hết hiệu lực. Từ giờ bạn lại ở trong kho ảnh của mình.
guests-may-not = 🔒 Bạn là khách trong kho ảnh này: bạn tìm được ảnh, nhưng không thể thêm hay thay đổi gì.
button-leave = Về kho ảnh của tôi

## Status

status-faces = 🙂 Khuôn mặt: { $model ->
        [embedded] mô hình có sẵn
       *[other] { $model } của DeepFace
    }{ $detector ->
        [embedded] { "" }
       *[other] , phát hiện bằng { $detector }
    }.
status-words = 🔎 Mô tả: { $model } của UForm.
status-words-basic = 🔎 Mô tả: tìm kiếm cơ bản.
status-words-until = 🔎 Mô tả: tìm kiếm cơ bản, cho đến khi { $model } sẵn sàng.
status-fetching = ⏬ Đang tải mô hình: { $done } trên { $total } MB.
status-fetching-begins = ⏬ Sắp bắt đầu tải mô hình.
status-failed = ⚠️ Tải mô hình không thành công: { $reason }. Tôi sẽ thử lại lúc { $time }.
weights-unreachable = không kết nối được với kho mô hình
weights-not_found = kho mô hình không có mô hình này
weights-broken_off = kết nối bị ngắt giữa chừng
weights-damaged = dữ liệu nhận được bị hỏng
weights-no_space = ổ đĩa đã đầy
weights-other = phía tôi có lỗi
status-photos = 🖼 Cuộc trò chuyện này: { $photos ->
        [0] chưa có ảnh
       *[other] { $photos } ảnh
    }.
status-imports = 📥 Đang nhập { $count } tệp.

## For those who run the bot

stats-kept = 📊 { $chats } cuộc trò chuyện, { $photos } ảnh, { $faces } khuôn mặt.
stats-queue = 📥 Lượt nhập: { $running } đang chạy, { $waiting } đang chờ.
stats-latency = ⏱ Các lượt tìm gần đây: thường mất { $median } giây, 95% dưới { $most } giây.
stats-no-latency = ⏱ Chưa có lượt tìm nào.
stats-disk = 💾 Dữ liệu: { $kept } GB; còn trống { $free } trên { $disk } GB.
stats-models = 🧠 Khuôn mặt: { $face }. Mô tả: { $text }.
stats-process = 🔁 Từ lúc khởi động: { $updates } cập nhật, { $errors } lỗi, { $restarts } tiến trình phụ bị thay. Kho ảnh trong bộ nhớ: { $galleries }.

## Settings

settings-gallery =
    ⚙️ { $group ->
        [yes] Kho ảnh của nhóm này, do quản trị viên chọn:
       *[no] Kho ảnh này:
    }
    🎚 kết quả phải giống đến mức nào, với khuôn mặt và với mô tả
    🖼 mỗi câu trả lời cho xem bao nhiêu ảnh một lúc
    ☐ khung quanh khuôn mặt khớp, trong các câu trả lời mới
    🗓 giữ bao lâu khi không ai dùng; tôi sẽ báo trước khi xóa một tuần
settings-own =
    { $group ->
        [yes] 👤 Và mỗi người tự chọn cho mình, ở mọi cuộc trò chuyện:
       *[no] 👤 Riêng bạn, ở mọi cuộc trò chuyện:
    }
    📬 nhận kết quả tìm kiếm trong nhóm ở đâu
    🌐 ngôn ngữ của bạn
button-album = 🖼 { $size }
button-days = { $days ->
        [0] 🗓 vô thời hạn
        [365] 🗓 1 năm
       *[other] 🗓 { $days } ngày
    }
button-results = { $private ->
        [yes] 📬 nhắn riêng
       *[no] 👥 trong nhóm
    }
private-on = 📬 { $name }: từ giờ kết quả bạn tìm trong nhóm sẽ được gửi riêng cho bạn.
private-off = 👥 { $name }: từ giờ bạn tìm trong nhóm nào, tôi trả lời ngay trong nhóm đó.

## Unused galleries

retention-warning =
    🗓 Đã lâu không ai dùng kho ảnh này. Ngày { $date } tôi sẽ xóa { $photos } ảnh trong đó cùng mọi điều tôi biết về chúng.
    Chỉ cần tìm một lần, hoặc bấm nút này, là kho ảnh được giữ lại.
button-keep-gallery = Giữ lại
retention-kept = 👍 { $days ->
        [0] Kho ảnh được giữ vô thời hạn.
       *[other] Kho ảnh được giữ { $days } ngày kể từ mỗi lần dùng.
    }
retention-gone = Ở đây không còn kho ảnh nào.
retention-deleted = 🗑 Đã { $days } ngày không ai dùng kho ảnh này. Như đã báo trước một tuần, tôi đã xóa { $photos } ảnh trong đó. Hãy gửi tệp zip chứa ảnh để bắt đầu kho mới.

## Privacy

consent-ask =
    🙂 Trước khi bắt đầu: tôi tìm khuôn mặt trong ảnh bạn gửi và mô tả chúng bằng các con số, để có thể tìm ra người. Khuôn mặt là dữ liệu cá nhân: chỉ gửi ảnh của những người đồng ý với việc đó.
    /privacy cho biết tôi lưu gì, ở đâu, bao lâu và cách xóa. Bạn có thể rút lại sự đồng ý bất cứ lúc nào bằng /forget.
    Bạn có đồng ý không? Tôi chỉ hỏi một lần, và không xem gì khi bạn chưa đồng ý.
button-agree = ✅ Tôi đồng ý
consent-given = { $held ->
        [yes] ✅ Cảm ơn bạn. Tôi bắt đầu đây.
       *[no] ✅ Cảm ơn bạn. Vui lòng gửi lại yêu cầu của bạn.
    }
consent-remind = ☝️ Câu hỏi này vẫn đang chờ bạn: hãy bấm “{ $button }”, rồi tôi sẽ làm mọi việc bạn đã gửi.
consent-full = ⚠️ Khi bạn chưa đồng ý, tôi không giữ thêm được nữa: những gì đến sau cùng đã bị bỏ qua. Vui lòng gửi lại sau khi đồng ý.
consent-not-yours = Câu hỏi này dành cho người khác.
privacy-what =
    🔏 Tôi lưu những gì
    • Kho ảnh: ảnh gốc như khi gửi, một bản nhỏ của mỗi ảnh, tên tệp, thư mục, ngày chụp, và các con số mô tả khuôn mặt và nội dung ảnh. Kho ảnh thuộc về cuộc trò chuyện đã nhận nó; không cuộc trò chuyện nào khác xem được, trừ khách được mời bằng /invite. Tên đã đặt cho mọi người cũng thuộc về kho ảnh.
    • Ảnh bạn dùng để tìm hay so sánh: không lưu gì cả. { $local ->
        [yes] Máy chủ Telegram chạy cạnh tôi ghi ảnh ra đĩa của nó; tôi xóa ảnh khỏi đó ngay khi đọc xong, và ảnh chỉ nằm trong bộ nhớ khi tôi tìm.
       *[no] Ảnh chỉ nằm trong bộ nhớ khi tôi tìm, không bao giờ được ghi ra đĩa.
    }
    • /me: các con số mô tả khuôn mặt bạn trong tối đa năm tấm selfie, không giữ ảnh, và những khuôn mặt bạn đã xác nhận hoặc từ chối.
    • Lượt tìm: những ảnh đã tìm thấy, giống đến mức nào, và những từ đã khớp với tên, thư mục và ngày của ảnh.
    • Bạn: mã số Telegram của bạn, kèm ngôn ngữ, nơi nhận kết quả, việc bạn đã đồng ý, và bạn là khách của kho ảnh nào; và tệp zip nào là của bạn, cho đến khi nhập xong.
    Nhật ký chỉ có mã số của cuộc trò chuyện và người dùng cùng lỗi đã xảy ra, không có tên, nội dung tin nhắn hay ảnh.
privacy-where =
    📍 Ở đâu: trên máy của người vận hành bot này. Không có dịch vụ nào khác tham gia; Telegram vẫn lưu những gì được gửi trong các cuộc trò chuyện, như mọi khi.
    { $sealed ->
        [yes] Ảnh, bản nhỏ, tệp zip và các con số mô tả khuôn mặt và ảnh được mã hóa ở đó (AES-256-GCM, mỗi cuộc trò chuyện một khóa). Không được mã hóa: tên tệp, thư mục, tên người, ngày tháng, mã số, liên kết, vị trí khuôn mặt trong ảnh, mã ngắn để nhận ra ảnh trùng và kết quả tìm kiếm; cả tệp zip hay một phần của nó khi chưa đến đủ, và tệp zip nằm trong tệp zip khi tôi đọc.
       *[no] Chúng không được mã hóa ở đó: người vận hành máy có thể đọc được.
    }
privacy-how-long =
    🗓 Bao lâu: { $days ->
        [0] kho ảnh này được giữ cho đến khi có người xóa
       *[other] kho ảnh này được giữ cho đến khi { $days } ngày không ai dùng
    }; đổi bằng /settings, và tôi báo trước khi xóa một tuần. Tệp zip được giữ cho đến khi đọc xong ảnh; một lượt tìm được giữ một ngày; tin nhắn nào cho xem ảnh nào được nhớ 90 ngày. Mọi thứ khác được giữ đến khi bạn xóa.
privacy-delete =
    🗑 Cách xóa
    `/me forget`: khuôn mặt của bạn, trong kho ảnh này
    /forget: mọi điều tôi biết về bạn, ở mọi cuộc trò chuyện
    /clear: kho ảnh của cuộc trò chuyện này cùng mọi điều tôi biết về nó
    Những gì đã xóa không còn nằm trong tệp nào của tôi nữa; nếu lúc đó các tệp đang được sao lưu hay kiểm tra thì chậm nhất một phút sau khi việc ấy xong.
forget-ask =
    🗑 Bạn muốn tôi quên bạn? Tôi sẽ xóa khuôn mặt của bạn (/me) ở mọi kho ảnh, ngôn ngữ và tùy chọn, sự đồng ý của bạn, bạn là khách của kho ảnh nào, và những gì tôi đã tìm cho bạn trong cuộc trò chuyện riêng. Không thể hoàn tác.
    Ảnh có bạn vẫn nằm trong kho ảnh của người khác: hãy nhờ người đã gửi chúng.
forget-gallery = Kho ảnh riêng của bạn, { $photos ->
        [0] đang nhận ảnh,
       *[other] có { $photos } ảnh,
    } có thể có cả người khác: nút thứ hai xóa luôn kho ảnh đó.
button-forget-me = Quên tôi
button-forget-all = Quên tôi và xóa kho ảnh của tôi
forgotten = 🗑 { $photos ->
        [0] Xong: tôi không còn biết gì về bạn nữa.
       *[other] Xong: tôi không còn biết gì về bạn nữa. Đã xóa { $photos } ảnh trong kho ảnh của bạn.
    }
not-listed = 🔒 Rất tiếc: tôi chỉ phục vụ những người và nhóm mà người vận hành bot đã cho phép. Nếu bạn quen họ, hãy cho họ mã số của cuộc trò chuyện này: { $chat }. Tôi không lưu gì cả.
left-out = 🐢 Bạn gửi nhanh hơn tôi theo kịp: những gì đến sau cùng đã bị bỏ qua. Vui lòng gửi lại sau giây lát.
too-many = ⏳ { $what ->
        [import] Có quá nhiều lần nhập ảnh trong thời gian ngắn.
       *[search] Có quá nhiều lần tìm trong thời gian ngắn.
    } Vui lòng thử lại sau { $seconds } giây.

## Languages

language-name = Tiếng Việt
language-choose = 🌐 Bạn muốn dùng ngôn ngữ nào?
language-set = 🌐 Từ giờ tôi sẽ viết cho bạn bằng tiếng Việt.
language-unknown = 🌐 Tôi không biết “{ $name }”. Vui lòng chọn một ngôn ngữ dưới đây:
language-nobody = 🌐 Bạn đang nhắn dưới danh nghĩa nhóm hoặc kênh, nên tôi không rõ đây là ngôn ngữ của ai.

## When something goes wrong

disk = ⚠️ Ổ đĩa của tôi đã đầy hoặc không ghi được: tôi vẫn tìm được ảnh, nhưng không lưu thêm được gì. Vui lòng thử lại sau.
error = 😕 Xin lỗi, phía tôi có lỗi. Lỗi đã được ghi lại; vui lòng thử lại.
