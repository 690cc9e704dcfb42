import type { CommandResponse } from 'pg-boss'

/** pg-boss tells how many jobs it settled, though its types do not. */
export function hitOne(response: CommandResponse): boolean {
  return (response as { affected?: number }).affected === 1
}
