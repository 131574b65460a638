import type { Catalogue, Grant, Person } from '@suanpan/catalogue';
import type { CatalogueWriter, ChangeRequest } from '@suanpan/catalogue-postgres';
import { isFault } from '@suanpan/fault';

/** Sees to it that the catalogue knows whoever can sign in. */
export class KnownPeople {
  readonly #writer: CatalogueWriter;

  constructor(writer: CatalogueWriter) {
    this.#writer = writer;
  }

  /** The person as the catalogue has them, who is made known where they never were. */
  async know(person: Person, grant?: Grant): Promise<Person> {
    const catalogue = await this.#writer.mirror();
    const isNew = catalogue.changedBy('person', person.id) === 0;
    const changes: ChangeRequest[] = [];
    if (isNew) changes.push({ act: 'create', entity: 'person', value: person });
    if (grant !== undefined && catalogue.changedBy('grant', grant.id) === 0) {
      changes.push({ act: 'create', entity: 'grant', value: grant });
    }
    if (changes.length === 0) return catalogue.asOf(catalogue.revision).get('person', person.id) ?? person;
    try {
      const reason = grant === undefined ? 'First sign-in.' : 'First administrator.';
      await this.#writer.commit({ actor: 'system', reason, changes });
    } catch (error) {
      // Another replica was faster.
      if (!isFault(error, 'entity_exists')) throw error;
    }
    return person;
  }
}

/** Whether a person is suspended, by a catalogue that goes on growing. */
export function suspendedIn(catalogue: Catalogue): (person: string) => boolean {
  return (person) => catalogue.asOf(catalogue.revision).get('person', person)?.status === 'suspended';
}
