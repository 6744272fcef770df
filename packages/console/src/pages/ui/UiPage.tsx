import { type ReactNode, useState } from 'react';
import { Frame } from '../../shell/Frame.tsx';
import { TopBar } from '../../shell/TopBar.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Section } from '../../ui/Section.tsx';
import { Actions } from './Actions.tsx';
import { Change } from './Change.tsx';
import { Colours } from './Colours.tsx';
import { Facts } from './Facts.tsx';
import { Fields } from './Fields.tsx';
import { Lists } from './Lists.tsx';
import { Messages } from './Messages.tsx';
import { Words } from './Words.tsx';
import { clients } from './specimens.ts';

/** Every building block in every state, with made-up content: what the tests photograph in both schemes and widths, and where a new block is tried. */
export function UiPage(): ReactNode {
  const [client, setClient] = useState<string | null>('c2');
  const nothing = (): void => undefined;
  return (
    <Frame
      area="devices"
      carry={{}}
      waiting={4}
      bar={
        <TopBar
          client={clients.find((one) => one.id === client) ?? null}
          clients={clients}
          onClient={setClient}
          onSearch={nothing}
          onHelp={nothing}
          person={{ name: 'Anna Müller', mail: 'anna@example.org' }}
          onSignOut={nothing}
        />
      }
    >
      <PageHeader
        title="Building blocks"
        lead="Everything that the console is made of, in every state. Made-up content; nothing here is connected."
      />
      <Section title="Colours and type">
        <Colours />
      </Section>
      <Section
        title="Status, times, counts, names"
        note="Status has a word and a shape of its own; an age stands beside its time; a part stands beside its whole; a name from outside can not break its line."
      >
        <Words />
      </Section>
      <Section title="Messages">
        <Messages />
      </Section>
      <Section title="Actions">
        <Actions />
      </Section>
      <Section title="Facts and reasons">
        <Facts />
      </Section>
      <Section title="Fields">
        <Fields />
      </Section>
      <Section title="Change: rings, openings, what happened">
        <Change />
      </Section>
      <Section title="Lists" count={5}>
        <Lists />
      </Section>
    </Frame>
  );
}
