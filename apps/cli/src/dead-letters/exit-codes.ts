/** How a command on dead letters ends; 1, for failures, and 2, for wrong use, are what all commands have. */
export const DONE = 0
/** Some letters were refused; the others are done. */
export const SOME_REFUSED = 3
