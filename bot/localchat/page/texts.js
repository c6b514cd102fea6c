/** The page's own sentences; what the bot says comes from the bot. */
import { session } from "./session.js";

const en = {
  menu: "Menu",
  log: "Messages",
  message: "Message",
  send: "Send",
  attach: "Attach",
  commands: "Commands",
  camera: "Take a selfie",
  toBottom: "Scroll to the newest message",
  unread: "{n} new",
  photo: "Photo",
  file: "File",
  video: "Video",
  you: "You",
  bot: "Bot",
  online: "online",
  connecting: "connecting…",
  groupStatus: "{bot}, Alex and Minh",
  familyGroup: "Family group",
  today: "Today",
  yesterday: "Yesterday",
  edited: "edited",
  uploading: "Uploading, {n} %",
  notSent: "Not sent",
  retry: "Try again",
  remove: "Remove",
  download: "Download",
  close: "Close",
  cancel: "Cancel",
  previous: "Previous photo",
  next: "Next photo",
  count: "{n} of {all}",
  openPhoto: "Open photo {n} of {all}",
  ok: "OK",
  reply: "Reply",
  replyTo: "Reply to {name}",
  cancelReply: "Cancel the reply",
  copy: "Copy text",
  copied: "Copied",
  deletedMessage: "Deleted message",
  offline: "No connection to the bot. Is it running?",
  failed: "That did not work. Please try again.",
  typing: "{bot} is typing",
  upload_photo: "{bot} is sending photos",
  upload_document: "{bot} is sending a file",
  upload_video: "{bot} is sending a video",
  choose_sticker: "{bot} is choosing a sticker",
  find_location: "{bot} is looking for a place",
  record_voice: "{bot} is recording",
  sendAs: "Send as",
  asPhoto: "As photo",
  asFile: "As file",
  caption: "Add a caption…",
  previewPhotos: "Send {n} photos",
  previewPhoto: "Send photo",
  previewFiles: "Send {n} files",
  previewFile: "Send file",
  previewMixed: "Zips and other files are sent as files.",
  dropPhoto: "Send as photo",
  dropPhotoHint: "to search by a face",
  dropFile: "Send as file",
  dropFileHint: "zips and photos for the gallery",
  dropFolder: "A folder cannot be sent: make a zip of it first.",
  selfie: "Take a selfie",
  mirror: "Mirror the preview",
  shutter: "Take the photo",
  retake: "Retake",
  choosePhoto: "Choose a photo",
  cameraStarting: "Starting the camera…",
  noCamera: "No camera to be found here. A photo from this device does as well.",
  cameraRefused: "The camera is not allowed for this page. You can allow it in the browser's settings, or choose a photo.",
  privateChat: "Private chat – You (1001)",
  secondPerson: "Second person (1002)",
  group: "Family group (−100)",
  groupSecond: "Family group, second person",
  otherChat: "Chat {chat}, user {user}",
  chat: "Chat",
  language: "Language",
  theme: "Appearance",
  system: "System",
  light: "Light",
  dark: "Dark",
  welcome: "Find yourself in any pile of photos",
  stepZip: "Send a zip of photos",
  stepZipMore: "They become this chat's gallery.",
  stepSelfie: "Send a selfie",
  stepSelfieMore: "With the camera button, or any photo of a face.",
  stepAlbum: "Get your photos",
  stepAlbumMore: "An album of the best matches, with their scores.",
  samplePhotos: "Try with sample photos",
  sampleSelfie: "Send the sample selfie",
  dropHint: "You can drop files anywhere on this page.",
};

const vi = {
  menu: "Trình đơn",
  log: "Tin nhắn",
  message: "Tin nhắn",
  send: "Gửi",
  attach: "Đính kèm",
  commands: "Lệnh",
  camera: "Chụp ảnh tự sướng",
  toBottom: "Cuộn tới tin nhắn mới nhất",
  unread: "{n} tin mới",
  photo: "Ảnh",
  file: "Tệp",
  video: "Video",
  you: "Bạn",
  bot: "Bot",
  online: "trực tuyến",
  connecting: "đang kết nối…",
  groupStatus: "{bot}, Alex và Minh",
  familyGroup: "Nhóm gia đình",
  today: "Hôm nay",
  yesterday: "Hôm qua",
  edited: "đã sửa",
  uploading: "Đang tải lên, {n} %",
  notSent: "Chưa gửi được",
  retry: "Thử lại",
  remove: "Bỏ",
  download: "Tải xuống",
  close: "Đóng",
  cancel: "Hủy",
  previous: "Ảnh trước",
  next: "Ảnh sau",
  count: "{n} trên {all}",
  openPhoto: "Mở ảnh {n} trên {all}",
  ok: "OK",
  reply: "Trả lời",
  replyTo: "Trả lời {name}",
  cancelReply: "Hủy trả lời",
  copy: "Sao chép",
  copied: "Đã sao chép",
  deletedMessage: "Tin nhắn đã xóa",
  offline: "Không kết nối được với bot. Bot có đang chạy không?",
  failed: "Chưa thực hiện được. Bạn hãy thử lại.",
  typing: "{bot} đang nhập",
  upload_photo: "{bot} đang gửi ảnh",
  upload_document: "{bot} đang gửi tệp",
  upload_video: "{bot} đang gửi video",
  choose_sticker: "{bot} đang chọn nhãn dán",
  find_location: "{bot} đang tìm vị trí",
  record_voice: "{bot} đang ghi âm",
  sendAs: "Gửi dưới dạng",
  asPhoto: "Dạng ảnh",
  asFile: "Dạng tệp",
  caption: "Thêm chú thích…",
  previewPhotos: "Gửi {n} ảnh",
  previewPhoto: "Gửi ảnh",
  previewFiles: "Gửi {n} tệp",
  previewFile: "Gửi tệp",
  previewMixed: "Tệp zip và các tệp khác được gửi dưới dạng tệp.",
  dropPhoto: "Gửi dạng ảnh",
  dropPhotoHint: "để tìm theo khuôn mặt",
  dropFile: "Gửi dạng tệp",
  dropFileHint: "tệp zip và ảnh cho kho ảnh",
  dropFolder: "Không gửi được thư mục: hãy nén thành tệp zip trước.",
  selfie: "Chụp ảnh tự sướng",
  mirror: "Lật gương hình xem trước",
  shutter: "Chụp ảnh",
  retake: "Chụp lại",
  choosePhoto: "Chọn ảnh",
  cameraStarting: "Đang bật máy ảnh…",
  noCamera: "Không tìm thấy máy ảnh. Bạn có thể chọn một ảnh trên thiết bị.",
  cameraRefused: "Trang này chưa được phép dùng máy ảnh. Bạn có thể cho phép trong cài đặt trình duyệt, hoặc chọn một ảnh.",
  privateChat: "Trò chuyện riêng – Bạn (1001)",
  secondPerson: "Người thứ hai (1002)",
  group: "Nhóm gia đình (−100)",
  groupSecond: "Nhóm gia đình, người thứ hai",
  otherChat: "Trò chuyện {chat}, người dùng {user}",
  chat: "Trò chuyện",
  language: "Ngôn ngữ",
  theme: "Giao diện",
  system: "Hệ thống",
  light: "Sáng",
  dark: "Tối",
  welcome: "Tìm ảnh có bạn trong cả kho ảnh",
  stepZip: "Gửi một tệp zip ảnh",
  stepZipMore: "Ảnh tạo thành kho ảnh của cuộc trò chuyện này.",
  stepSelfie: "Gửi ảnh tự sướng",
  stepSelfieMore: "Bằng nút máy ảnh, hoặc bất kỳ ảnh nào có khuôn mặt.",
  stepAlbum: "Nhận ảnh của bạn",
  stepAlbumMore: "Một album những ảnh giống nhất, kèm độ giống.",
  samplePhotos: "Thử với ảnh mẫu",
  sampleSelfie: "Gửi ảnh tự sướng mẫu",
  dropHint: "Bạn có thể thả tệp vào bất cứ đâu trên trang này.",
};

const LANGUAGES = { en, vi };

/** The sentence of that name in the session's language, with {values} filled in. */
export function t(name, values = {}) {
  const sentence = LANGUAGES[session.language]?.[name] ?? en[name] ?? name;
  return sentence.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

export const has = (name) => name in en;

/** Put the language into everything that index.html names by data-text, data-label, data-placeholder. */
export function translate(root = document) {
  document.documentElement.lang = session.language in LANGUAGES ? session.language : "en";
  for (const node of root.querySelectorAll("[data-text]")) node.textContent = t(node.dataset.text);
  for (const node of root.querySelectorAll("[data-placeholder]")) node.placeholder = t(node.dataset.placeholder);
  for (const node of root.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", t(node.dataset.label));
    if (node.matches("button, a")) node.title = t(node.dataset.label);
  }
}

export const time = (seconds) => format(seconds, { hour: "2-digit", minute: "2-digit", hour12: false });

/** "Today", "Yesterday" or the date. */
export function day(seconds) {
  const date = new Date(seconds * 1000);
  const days = Math.round((midnight(new Date()) - midnight(date)) / 86_400_000);
  if (days === 0) return t("today");
  if (days === 1) return t("yesterday");
  const thisYear = date.getFullYear() === new Date().getFullYear();
  return format(seconds, { day: "numeric", month: "long", year: thisYear ? undefined : "numeric" });
}

export function size(bytes) {
  if (bytes == null) return "";
  const power = Math.min(3, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1000)));
  const number = bytes / 1000 ** power;
  const digits = power > 0 && number < 10 ? 1 : 0;
  return `${number.toLocaleString(session.language, { maximumFractionDigits: digits })} ${["B", "KB", "MB", "GB"][power]}`;
}

const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());

const format = (seconds, options) => new Intl.DateTimeFormat(session.language, options).format(seconds * 1000);
