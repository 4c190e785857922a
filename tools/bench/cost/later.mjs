// Lets a process believe that it is later, by the seconds in SECONDS_LATER: what is due in a day is due now.
const RealDate = Date;
const later = Number(process.env.SECONDS_LATER) * 1000;

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + later);
    else super(...parts);
  }
  static now() {
    return RealDate.now() + later;
  }
};
