/** Counts down the time that a shopper has left. Without it the page says until when. */
export const COUNTDOWN = `
const left = document.getElementById('left');
const two = (number) => String(number).padStart(2, '0');
function tick() {
  const seconds = Math.round((Date.parse(left.dateTime) - Date.now()) / 1000);
  if (seconds <= 0) return location.reload();
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  left.textContent = (hours > 0 ? hours + ':' + two(minutes) : minutes) + ':' + two(seconds % 60);
  setTimeout(tick, 1000);
}
if (left) tick();
`;
