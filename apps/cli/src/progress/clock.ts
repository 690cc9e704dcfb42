/** Minutes and seconds: `1:05`. */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/** Minutes, seconds and a tenth: `1:05.3`. */
export function fineClock(seconds: number): string {
  const tenths = Math.round(seconds * 10)
  return `${clock(Math.floor(tenths / 10))}.${tenths % 10}`
}
