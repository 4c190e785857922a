import type { Language } from './languages.ts';

/** A heading, and what there is to say below it. */
type Said = readonly [heading: string, text: string];

export interface Texts {
  readonly received: Said;
  readonly waiting: Said;
  readonly notPaid: Said;
  readonly givenBack: Said;
  readonly notFound: Said;
  readonly fault: Said;
  readonly amount: string;
  readonly reference: string;
  /** That the page does so by itself. */
  readonly looksAgain: string;
  /** What the link says by which the customer does. */
  readonly lookAgain: string;
}

/** Everything that the page says, in every language in which it is said. */
// biome-ignore format: a table is read by its lines.
export const TEXTS: Readonly<Record<Language, Texts>> = {
  en: {
    received: ['Payment received', 'Thank you. Your payment has arrived, and you can close this page.'],
    waiting: ['Waiting for your payment', 'We have no word of your payment yet. If you have paid, please do not pay again: it can take a moment.'],
    notPaid: ['Not paid', 'This payment was not made. If you would still like to pay, please go back to the shop. If money has left your account, please tell the shop this reference.'],
    givenBack: ['Money given back', 'This payment has been given back to you. It can take a few days until you see it in your account.'],
    notFound: ['Page not found', 'There is nothing at this address. Please check that it is complete, or ask the shop.'],
    fault: ['We cannot look right now', 'Your payment is safe. Please look again in a moment.'],
    amount: 'Amount',
    reference: 'Reference',
    looksAgain: 'This page looks again by itself.',
    lookAgain: 'Look again',
  },
  zh: {
    received: ['已收到付款', '谢谢您。您的付款已到账，可以关闭此页面了。'],
    waiting: ['正在等待您的付款', '我们尚未收到付款结果。如果您已经付款，请勿重复支付，结果可能需要片刻才能到达。'],
    notPaid: ['未付款', '这笔付款没有完成。如果您仍想付款，请返回商家页面。如果您的账户已被扣款，请将此参考编号告知商家。'],
    givenBack: ['款项已退回', '这笔款项已退还给您，可能需要几天才会显示在您的账户中。'],
    notFound: ['找不到页面', '此网址没有内容。请检查网址是否完整，或咨询商家。'],
    fault: ['暂时无法查询', '您的付款是安全的。请稍后重新查询。'],
    amount: '金额',
    reference: '参考编号',
    looksAgain: '本页面会自动重新查询。',
    lookAgain: '重新查询',
  },
  'zh-Hant': {
    received: ['已收到付款', '謝謝您。您的付款已入帳，可以關閉此頁面了。'],
    waiting: ['正在等候您的付款', '我們尚未收到付款結果。如果您已經付款，請勿重複支付，結果可能需要片刻才會送達。'],
    notPaid: ['未付款', '這筆付款沒有完成。如果您仍想付款，請返回商家頁面。如果您的帳戶已被扣款，請將此參考編號告知商家。'],
    givenBack: ['款項已退回', '這筆款項已退還給您，可能需要幾天才會顯示在您的帳戶中。'],
    notFound: ['找不到頁面', '此網址沒有內容。請檢查網址是否完整，或向商家查詢。'],
    fault: ['暫時無法查詢', '您的付款是安全的。請稍後重新查詢。'],
    amount: '金額',
    reference: '參考編號',
    looksAgain: '本頁面會自動重新查詢。',
    lookAgain: '重新查詢',
  },
  ko: {
    received: ['결제가 확인되었습니다', '감사합니다. 결제가 정상적으로 접수되었습니다. 이 페이지를 닫으셔도 됩니다.'],
    waiting: ['결제를 기다리고 있습니다', '아직 결제 결과를 받지 못했습니다. 이미 결제하셨다면 다시 결제하지 마시고 잠시만 기다려 주세요.'],
    notPaid: ['결제되지 않았습니다', '이 결제는 완료되지 않았습니다. 결제를 원하시면 상점으로 돌아가 주세요. 계좌에서 금액이 빠져나갔다면 상점에 이 참조 번호를 알려 주세요.'],
    givenBack: ['금액이 환불되었습니다', '이 결제 금액은 고객님께 환불되었습니다. 계좌에 표시되기까지 며칠 걸릴 수 있습니다.'],
    notFound: ['페이지를 찾을 수 없습니다', '이 주소에는 내용이 없습니다. 주소가 완전한지 확인하시거나 상점에 문의해 주세요.'],
    fault: ['지금은 확인할 수 없습니다', '고객님의 결제는 안전합니다. 잠시 후 다시 확인해 주세요.'],
    amount: '금액',
    reference: '참조 번호',
    looksAgain: '이 페이지는 자동으로 다시 확인합니다.',
    lookAgain: '다시 확인',
  },
  th: {
    received: ['ได้รับการชำระเงินแล้ว', 'ขอบคุณ เราได้รับการชำระเงินของคุณแล้ว คุณสามารถปิดหน้านี้ได้'],
    waiting: ['กำลังรอการชำระเงินของคุณ', 'เรายังไม่ได้รับผลการชำระเงิน หากคุณชำระแล้ว โปรดอย่าชำระซ้ำ อาจใช้เวลาสักครู่'],
    notPaid: ['การชำระเงินไม่สำเร็จ', 'หากคุณยังต้องการชำระเงิน โปรดกลับไปที่ร้านค้า หากเงินถูกหักจากบัญชีของคุณแล้ว โปรดแจ้งหมายเลขอ้างอิงนี้แก่ร้านค้า'],
    givenBack: ['คืนเงินแล้ว', 'เงินจำนวนนี้ถูกคืนให้คุณแล้ว อาจใช้เวลาสองสามวันก่อนที่จะแสดงในบัญชีของคุณ'],
    notFound: ['ไม่พบหน้านี้', 'ไม่มีข้อมูลที่ที่อยู่นี้ โปรดตรวจสอบว่าที่อยู่ครบถ้วน หรือสอบถามร้านค้า'],
    fault: ['ขณะนี้ตรวจสอบไม่ได้', 'การชำระเงินของคุณปลอดภัย โปรดตรวจสอบอีกครั้งในอีกสักครู่'],
    amount: 'จำนวนเงิน',
    reference: 'หมายเลขอ้างอิง',
    looksAgain: 'หน้านี้จะตรวจสอบอีกครั้งโดยอัตโนมัติ',
    lookAgain: 'ตรวจสอบอีกครั้ง',
  },
  id: {
    received: ['Pembayaran diterima', 'Terima kasih. Pembayaran Anda sudah kami terima. Anda dapat menutup halaman ini.'],
    waiting: ['Menunggu pembayaran Anda', 'Kami belum menerima kabar tentang pembayaran Anda. Jika Anda sudah membayar, mohon jangan membayar lagi; prosesnya dapat memerlukan beberapa saat.'],
    notPaid: ['Pembayaran tidak berhasil', 'Jika Anda masih ingin membayar, silakan kembali ke toko. Jika dana sudah terpotong dari rekening Anda, mohon sampaikan nomor referensi ini kepada toko.'],
    givenBack: ['Dana dikembalikan', 'Pembayaran ini telah dikembalikan kepada Anda. Mungkin perlu beberapa hari hingga terlihat di rekening Anda.'],
    notFound: ['Halaman tidak ditemukan', 'Tidak ada apa pun di alamat ini. Mohon periksa apakah alamatnya lengkap, atau tanyakan kepada toko.'],
    fault: ['Saat ini kami tidak dapat memeriksa', 'Pembayaran Anda aman. Silakan periksa lagi sebentar lagi.'],
    amount: 'Jumlah',
    reference: 'Nomor referensi',
    looksAgain: 'Halaman ini akan memeriksa lagi secara otomatis.',
    lookAgain: 'Periksa lagi',
  },
  ms: {
    received: ['Bayaran diterima', 'Terima kasih. Bayaran anda telah kami terima. Anda boleh menutup halaman ini.'],
    waiting: ['Menunggu bayaran anda', 'Kami belum menerima maklumat tentang bayaran anda. Jika anda sudah membayar, sila jangan bayar sekali lagi; ia mungkin mengambil sedikit masa.'],
    notPaid: ['Bayaran tidak berjaya', 'Jika anda masih mahu membayar, sila kembali ke kedai. Jika wang telah ditolak daripada akaun anda, sila beritahu kedai nombor rujukan ini.'],
    givenBack: ['Wang telah dikembalikan', 'Bayaran ini telah dikembalikan kepada anda. Ia mungkin mengambil masa beberapa hari sebelum kelihatan dalam akaun anda.'],
    notFound: ['Halaman tidak dijumpai', 'Tiada apa-apa di alamat ini. Sila semak sama ada alamat itu lengkap, atau tanya pihak kedai.'],
    fault: ['Kami tidak dapat menyemak sekarang', 'Bayaran anda selamat. Sila semak semula sebentar lagi.'],
    amount: 'Jumlah',
    reference: 'Nombor rujukan',
    looksAgain: 'Halaman ini akan menyemak semula secara automatik.',
    lookAgain: 'Semak semula',
  },
  bn: {
    received: ['পেমেন্ট পাওয়া গেছে', 'ধন্যবাদ। আপনার পেমেন্ট আমরা পেয়েছি। আপনি এই পাতাটি বন্ধ করতে পারেন।'],
    waiting: ['আপনার পেমেন্টের অপেক্ষায়', 'আপনার পেমেন্টের খবর আমরা এখনও পাইনি। আপনি পেমেন্ট করে থাকলে দয়া করে আবার করবেন না; কিছুটা সময় লাগতে পারে।'],
    notPaid: ['পেমেন্ট হয়নি', 'এই পেমেন্টটি সম্পন্ন হয়নি। আপনি এখনও পেমেন্ট করতে চাইলে দয়া করে দোকানে ফিরে যান। আপনার অ্যাকাউন্ট থেকে টাকা কেটে নেওয়া হয়ে থাকলে দয়া করে দোকানকে এই রেফারেন্স নম্বরটি জানান।'],
    givenBack: ['টাকা ফেরত দেওয়া হয়েছে', 'এই পেমেন্টের টাকা আপনাকে ফেরত দেওয়া হয়েছে। আপনার অ্যাকাউন্টে দেখা যেতে কয়েক দিন লাগতে পারে।'],
    notFound: ['পাতাটি পাওয়া যায়নি', 'এই ঠিকানায় কিছু নেই। দয়া করে দেখুন ঠিকানাটি সম্পূর্ণ কি না, অথবা দোকানে জিজ্ঞাসা করুন।'],
    fault: ['এখন দেখা যাচ্ছে না', 'আপনার পেমেন্ট নিরাপদ আছে। দয়া করে একটু পরে আবার দেখুন।'],
    amount: 'পরিমাণ',
    reference: 'রেফারেন্স নম্বর',
    looksAgain: 'এই পাতাটি নিজে থেকেই আবার দেখবে।',
    lookAgain: 'আবার দেখুন',
  },
  ur: {
    received: ['ادائیگی موصول ہو گئی', 'شکریہ۔ آپ کی ادائیگی ہمیں مل گئی ہے۔ آپ یہ صفحہ بند کر سکتے ہیں۔'],
    waiting: ['آپ کی ادائیگی کا انتظار ہے', 'ہمیں ابھی تک آپ کی ادائیگی کی اطلاع نہیں ملی۔ اگر آپ ادائیگی کر چکے ہیں تو براہ کرم دوبارہ نہ کریں؛ اس میں کچھ وقت لگ سکتا ہے۔'],
    notPaid: ['ادائیگی نہیں ہوئی', 'یہ ادائیگی مکمل نہیں ہوئی۔ اگر آپ اب بھی ادائیگی کرنا چاہتے ہیں تو براہ کرم دکان پر واپس جائیں۔ اگر آپ کے اکاؤنٹ سے رقم کٹ گئی ہے تو براہ کرم دکان کو یہ حوالہ نمبر بتائیں۔'],
    givenBack: ['رقم واپس کر دی گئی', 'یہ رقم آپ کو واپس کر دی گئی ہے۔ آپ کے اکاؤنٹ میں نظر آنے میں چند دن لگ سکتے ہیں۔'],
    notFound: ['صفحہ نہیں ملا', 'اس پتے پر کچھ نہیں ہے۔ براہ کرم دیکھ لیں کہ پتہ مکمل ہے، یا دکان سے پوچھیں۔'],
    fault: ['ہم ابھی نہیں دیکھ سکتے', 'آپ کی ادائیگی محفوظ ہے۔ براہ کرم تھوڑی دیر بعد دوبارہ دیکھیں۔'],
    amount: 'رقم',
    reference: 'حوالہ نمبر',
    looksAgain: 'یہ صفحہ خود بخود دوبارہ دیکھے گا۔',
    lookAgain: 'دوبارہ دیکھیں',
  },
  fil: {
    received: ['Natanggap na ang bayad', 'Salamat po. Natanggap na namin ang bayad ninyo. Maaari na ninyong isara ang pahinang ito.'],
    waiting: ['Hinihintay ang bayad ninyo', 'Wala pa kaming balita tungkol sa bayad ninyo. Kung nakapagbayad na kayo, huwag na po ulit magbayad; maaaring matagalan nang kaunti.'],
    notPaid: ['Hindi nabayaran', 'Hindi natuloy ang pagbabayad na ito. Kung gusto pa ninyong magbayad, bumalik po kayo sa tindahan. Kung nabawasan na ang inyong account, ibigay po ang reference number na ito sa tindahan.'],
    givenBack: ['Ibinalik na ang pera', 'Ibinalik na sa inyo ang bayad na ito. Maaaring abutin ng ilang araw bago ito makita sa inyong account.'],
    notFound: ['Hindi makita ang pahina', 'Walang laman ang address na ito. Pakitingnan kung kumpleto ang address, o magtanong po sa tindahan.'],
    fault: ['Hindi namin makita sa ngayon', 'Ligtas po ang bayad ninyo. Pakitingnan ulit maya-maya.'],
    amount: 'Halaga',
    reference: 'Reference number',
    looksAgain: 'Kusang titingin ulit ang pahinang ito.',
    lookAgain: 'Tingnan ulit',
  },
};
