import { Button, Menu, SegmentedControl } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { paths } from '../../paths.ts';
import { CommandLine, Fingerprint } from '../../ui/CommandLine.tsx';
import { ConfirmReach } from '../../ui/ConfirmReach.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import style from './ui-page.module.css';

/** Buttons, dangerous actions, drawers, tabs, commands to copy. */
export function Actions(): ReactNode {
  const [asking, ask] = useState(false);
  const [drawer, open] = useState(false);
  const [side, choose] = useState('open');
  return (
    <div className={style.stack}>
      <div className={style.row}>
        <Button variant="filled">Propose a deployment</Button>
        <Button>Look again</Button>
        <Button variant="subtle">Show all</Button>
        <ReasonButton reason="The deployment waits for its approval; there is nothing to hold yet.">Hold</ReasonButton>
        <Button loading>Saving</Button>
        <ReasonButton reason={null} danger onClick={() => ask(true)}>
          Roll back…
        </ReasonButton>
        <Menu>
          <Menu.Target>
            <Button>More</Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item>Rename</Menu.Item>
            <Menu.Item>Retire</Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <SegmentedControl
          aria-label="Which deployments"
          value={side}
          onChange={choose}
          data={[
            { value: 'open', label: 'Open' },
            { value: 'ended', label: 'Ended' },
            { value: 'all', label: 'All' },
          ]}
        />
        <Button onClick={() => open(true)}>Open a drawer</Button>
      </div>
      <Tabs
        label="Views of a device"
        current="missing"
        tabs={[
          { id: 'about', label: 'About', href: paths.ui() },
          { id: 'missing', label: 'Missing', href: paths.ui(), count: 31 },
          { id: 'installed', label: 'Installed', href: paths.ui(), count: 1204 },
          { id: 'happened', label: 'What happened', href: paths.ui(), count: null },
        ]}
      />
      <CommandLine
        where="On the device, as root: installs the agent and enrols it for Brandt & Söhne GmbH. Good for one device, until tomorrow 14:20."
        command="curl -fsS https://fettle.example:8441/install | sh -s -- --token 7m2k-94fx-qq1v-0c8d --trust sha256:4e1f9a27b0d3c6"
      />
      <Fingerprint label="Root key" text="SHA256:4e1f9a27b0d3c6852f71e09b3ad4c85f4e1f9a27b0d3c6852f71e09b3ad4c85f" />
      <ConfirmReach
        opened={asking}
        onClose={() => ask(false)}
        onConfirm={() => ask(false)}
        title="Roll back openssl"
        verb="Roll back"
        devices={214}
        clients={9}
        happens="A new deployment is proposed that brings openssl 3.0.15-1~deb12u1 back."
        when="In each site's next window, the first on Sunday 29 Nov, 02:00."
        risk="The devices are open to CVE-2026-1234 again. 14 services restart."
        wayBack="The present version stays in each device's store; it can be installed again."
      />
      {drawer && (
        <DetailDrawer title="openssl 3.0.17-1~deb12u2" onClose={() => open(false)}>
          <p>A row's detail, with an address of its own.</p>
        </DetailDrawer>
      )}
    </div>
  );
}
