/**
 * The program that asks dnf's own library (dnf.readthedocs.io/en/latest/api.html; hawkey and libdnf below it), given to the interpreter on its standard input. It
 * answers one JSON document a question. It reads lists from the cache only, but for `refresh` and `download`, and changes nothing on the device but these two's files.
 * Text, since the agent is one file: it has no other to run.
 */
export const script = String.raw`import json, os, re, shutil, sys, time

request = json.loads(sys.argv[1])
# What dnf and its plugins print must not get between the lines of the answer.
answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

import dnf
import dnf.callback
import dnf.conf
import dnf.exceptions
import dnf.lock
import dnf.repo
import dnf.subject
import hawkey
from libdnf import transaction as swdb


class Aloud(dnf.callback.DownloadProgress):
    """Says what became of a download: the exception only says that all mirrors were tried."""

    def end(self, payload, status, message):
        if message:
            sys.stderr.write(f"{payload}: {message}\n")

    def start(self, *_, **__):
        pass

    def progress(self, payload, done):
        pass


class LocalKeys(dnf.callback.KeyImport):
    """A repository's key is taken where the administrator put it on this device, never from the network."""

    def _confirm(self, *words):
        return any(str(word).startswith("file://") for word in words)


def open_base(sack=True):
    base = dnf.Base()
    conf = base.conf
    conf.read()
    conf.substitutions.update_from_etc(conf.installroot)
    conf.best = False
    conf.clean_requirements_on_remove = False
    conf.install_weak_deps = False
    conf.installonly_limit = 0
    conf.exit_on_lock = True
    for name in ("cachedir", "logdir"):
        if name in request:
            os.makedirs(request[name], mode=0o700, exist_ok=True)
            setattr(conf, name, request[name])
    # This one expects a command line above it.
    base.init_plugins(disabled_glob=["show-leaves", "show_leaves"])
    base.pre_configure_plugins()
    if request.get("bytesPerSecond"):
        # One at a time: the rate is that of a repository. Repositories take both from here unless they set their own.
        base.conf.throttle = str(request["bytesPerSecond"])
        base.conf.max_parallel_downloads = 1
    if request["repositories"]:
        base.read_all_repos()
    base.configure_plugins()
    base.repos.all()._set_key_import(LocalKeys())
    for repo in base.repos.iter_enabled():
        repo.skip_if_unavailable = False
        if sack:
            repo._repo.setSyncStrategy(dnf.repo.SYNC_ONLY_CACHE)
    if not sack:
        return base
    base.fill_sack(load_system_repo=True, load_available_repos=bool(request["repositories"]))
    return base


def refresh():
    base = open_base(sack=False)
    failed = []
    with dnf.lock.build_metadata_lock(base.conf.cachedir, True):
        for repo in base.repos.iter_enabled():
            try:
                repo._repo.expire()
                repo.load()
            except dnf.exceptions.Error as error:
                failed.append(f"{repo.id}: {error}")
    return {"repositories": [repo.id for repo in base.repos.iter_enabled()], "troubles": failed}


def nevra(package):
    return {"name": package.name, "architecture": package.arch, "version": package.evr}


def available(base, flags=hawkey.APPLY_EXCLUDES):
    return base.sack.query(flags=flags).available().filterm(arch__neq=["src", "nosrc"])


def exactly(query, one):
    epoch, version = one["version"].split(":", 1) if ":" in one["version"] else ("0", one["version"])
    version, release = version.rsplit("-", 1)
    return query.filter(name=one["name"], arch=one["architecture"], epoch=int(epoch), version=version, release=release)


def installed(base):
    """All of them: an exclude hides installed packages too, from dnf's own searches."""
    return base.sack.query(flags=hawkey.IGNORE_EXCLUDES).installed()


def installed_of(base, package):
    found = installed(base).filterm(name=package.name)
    same = [one for one in found if one.arch == package.arch] or list(found)
    return max(same, key=lambda one: one, default=None)


def source_of(package):
    found = re.match(r"^(.+)-([^-]+-[^-]+)\.[^.]+\.rpm$", package.sourcerpm or "")
    if found is None:
        return package.name, package.evr
    epoch = package.evr.split(":", 1)[0] + ":" if ":" in package.evr else ""
    return found.group(1), epoch + found.group(2)


def advisories_of(base, old, new):
    """Advisories about a version above the old one, up to the new one."""
    found = {}
    for advisory in old.get_advisories(hawkey.GT):
        for one in advisory.packages:
            if one.name == new.name and one.arch == new.arch and base.sack.evr_cmp(one.evr, new.evr) <= 0:
                found[advisory.id] = advisory
    return list(found.values())


def cves_of(base, old, new):
    """None where no advisory speaks of the new version: then nobody has said what it mends."""
    advisories = advisories_of(base, old, new)
    spoken = any(one.name == new.name and base.sack.evr_cmp(one.evr, new.evr) == 0 for advisory in advisories for one in advisory.packages)
    if not spoken:
        return None
    return sorted({reference.id for advisory in advisories for reference in advisory.references if reference.type == hawkey.REFERENCE_CVE})


def module_labels(base):
    try:
        import dnf.module.module_base

        modules = dnf.module.module_base.ModuleBase(base).get_modules("*")[0]
    except Exception:
        return {}
    return {artifact: ":".join([m.getName(), m.getStream(), m.getVersion(), m.getContext()]) for m in modules for artifact in m.getArtifacts()}


def pins(base):
    """What the administrator holds back: versionlock's list, and excludes of dnf.conf."""
    patterns = list(base.conf.excludepkgs)
    for plugin in base._plugins.plugins:
        if plugin.name == "versionlock":
            reader = type(plugin).read_config(base.conf)
            path = reader.get("main", "locklist") if reader.has_option("main", "locklist") else ""
            if path and os.path.exists(path):
                with open(path, encoding="utf-8") as lines:
                    patterns += [line.strip() for line in lines if line.strip() and line.strip()[0] not in "#!"]
    query = installed(base)
    found = set()
    for pattern in patterns:
        for package in dnf.subject.Subject(pattern).get_best_query(base.sack, with_provides=False, with_filenames=False, query=query):
            found.add(str(package))
    return [nevra(one) for one in query if str(one) in found]


FAILED = re.compile(r"%(\w+)\((.+)\.([^.]+)\) scriptlet failed, exit status (\d+)|Error in (\w+) scriptlet in rpm package (\S+)")


def unsettled(base):
    """Installed packages of which a script failed when they came, by dnf's history; the newest word on a package counts. None: it can not be read."""
    try:
        entries = base.history.old(limit=100)
    except (OSError, RuntimeError, dnf.exceptions.Error):
        return None
    known, found = set(), []
    for entry in entries:
        failed = {}
        for line in entry.output():
            match = FAILED.search(line)
            if match:
                name = match.group(6) or re.sub(r"-(?:\d+:)?[^-]+-[^-]+$", "", match.group(2))
                failed.setdefault(name, line.strip())
        for item in entry.packages():
            if item.action_name in ("Upgraded", "Downgraded", "Reinstalled", "Obsoleted"):
                continue
            key = (item.name, item.arch)
            if key in known:
                continue
            known.add(key)
            if item.name in failed and installed(base).filterm(name=item.name, arch=item.arch, evr=item.evr):
                found.append({"name": item.name, "architecture": item.arch, "version": item.evr, "line": failed[item.name]})
    return found


def duplicates(base):
    """Several versions of what can be there once only: an interrupted transaction leaves its old packages behind."""
    installonly = {str(one) for one in base._get_installonly_query()}
    groups = {}
    for package in installed(base):
        if str(package) not in installonly:
            groups.setdefault((package.name, package.arch), []).append(package)
    return [nevra(old) for group in groups.values() if len(group) > 1 for old in sorted(group)[:-1]]


def scan(base):
    visible, every = [
        {(one.name, one.arch): one for one in available(base, flags).filterm(upgrades_by_priority=True).latest()}
        for flags in (hawkey.APPLY_EXCLUDES, hawkey.IGNORE_REGULAR_EXCLUDES)
    ]
    labels = module_labels(base)
    offers = []
    for key, new in {**every, **visible}.items():
        old = installed_of(base, new)
        if old is None:
            continue
        source, source_version = source_of(new)
        advisories = advisories_of(base, old, new)
        epoch = "" if ":" in new.evr else "0:"
        offers.append({
            **nevra(new), "from": old.evr, "source": source, "sourceVersion": source_version,
            "security": any(one.type == hawkey.ADVISORY_SECURITY for one in advisories),
            "repository": new.reponame, "repositoryName": base.repos[new.reponame].name, "bytes": new.downloadsize,
            "pinned": key not in visible, "module": labels.get(f"{new.name}-{epoch}{new.evr}.{new.arch}"), "nevra": str(new),
        })
    state = {"offers": offers, "pins": pins(base), "unsettled": unsettled(base), "duplicates": duplicates(base),
             "repositories": [repo.id for repo in base.repos.iter_enabled()]}
    try:
        base.upgrade_all()
        base.resolve(allow_erasing=False)
        taken = {str(one) for one in base.transaction.install_set} if base.transaction else set()
    except dnf.exceptions.DepsolveError:
        taken = set()
    for offer in offers:
        offer["keptBack"] = offer.pop("nevra") not in taken and not offer["pinned"]
    return state


def state(base):
    return {"unsettled": unsettled(base), "duplicates": duplicates(base)}


def cves(base):
    facts = []
    for one in request["wanted"]:
        new = next(iter(exactly(available(base, hawkey.IGNORE_REGULAR_EXCLUDES), one)), None)
        old = None if new is None else installed_of(base, new)
        facts.append(None if old is None else cves_of(base, old, new))
    return {"facts": facts}


def checksum(package):
    kind, value = package.returnIdSum() if not package._from_cmdline else (None, None)
    return value if kind == "sha256" else None


def plan(base):
    held = {(one["name"], one["architecture"]) for one in pins(base)}
    local = base.add_remote_rpms(request["paths"], strict=True) if request["paths"] else []
    for one in request["wanted"]:
        if (one["name"], one["architecture"]) in held and not exactly(installed(base), one):
            return {"pinned": one}
        found = list(exactly(available(base), one))
        own = [package for package in local if str(package) in {str(p) for p in found} or nevra(package) == one]
        if not found and not own:
            hidden = list(exactly(available(base, hawkey.IGNORE_REGULAR_EXCLUDES), one))
            newest = [package.evr for package in available(base).filterm(name=one["name"], arch=one["architecture"]).latest()]
            filtered = list(exactly(available(base, hawkey.IGNORE_EXCLUDES), one))
            return {"hidden" if hidden else "filtered" if filtered else "gone": one, "newest": newest[0] if newest else None}
        package = (found or own)[0]
        if own and not request["repositories"]:
            package = own[0]
        older = [old for old in installed(base).filterm(name=package.name, arch=package.arch) if old > package]
        installonly = bool(base._get_installonly_query(base.sack.query().filterm(pkg=[package])))
        if older and not installonly:
            base.package_downgrade(package, strict=True)
        else:
            base.package_install(package, strict=True)
    base.resolve(allow_erasing=False)
    changes, removals = [], []
    for item in base.transaction or []:
        if item.action in (swdb.TransactionItemAction_REMOVE, swdb.TransactionItemAction_OBSOLETED):
            removals.append(str(item.pkg))
        elif item.action in (swdb.TransactionItemAction_INSTALL, swdb.TransactionItemAction_UPGRADE, swdb.TransactionItemAction_DOWNGRADE):
            old = None if item.action == swdb.TransactionItemAction_INSTALL else installed_of(base, item.pkg)
            back = [] if old is None else list(exactly(available(base, hawkey.IGNORE_REGULAR_EXCLUDES), nevra(old)))
            changes.append({
                **nevra(item.pkg), "sha256": checksum(item.pkg), "bytes": item.pkg.downloadsize, "installed": item.pkg.installsize,
                "old": None if old is None else {**nevra(old), "installed": old.installsize,
                                                 "sha256": checksum(back[0]) if back else None, "bytes": back[0].downloadsize if back else 0},
            })
    return {"changes": changes, "removals": removals, "duplicates": duplicates(base)}


def download(base):
    wanted, missing = [], []
    for one in request["wanted"]:
        found = [package for package in exactly(available(base, hawkey.IGNORE_REGULAR_EXCLUDES), one) if checksum(package) == one["sha256"]]
        if found:
            wanted.append(found[0])
        else:
            newest = [package.evr for package in available(base).filterm(name=one["name"], arch=one["architecture"]).latest()]
            return {"gone": one, "newest": newest[0] if newest else None}
    folder = request["folder"]
    for repo in base.repos.iter_enabled():
        repo.pkgdir = folder
        if request.get("bytesPerSecond"):
            repo.throttle = str(request["bytesPerSecond"])
    rate = request.get("bytesPerSecond")
    for some in [[package] for package in wanted] if rate else [wanted]:
        began = time.monotonic()
        base.download_packages(some, progress=Aloud())
        if rate:
            # Of a small file curl takes all at once, whatever its rate is.
            time.sleep(max(0, sum(package.downloadsize for package in some) / rate - (time.monotonic() - began)))
    files = []
    for package in wanted:
        result, message = base.package_signature_check(package)
        if result == 1 and all(key.startswith("file://") for key in base.repos[package.repoid].gpgkey):
            base.package_import_key(package, askcb=lambda *_: True)
            result, message = base.package_signature_check(package)
        if result != 0:
            return {"unsigned": nevra(package), "message": message}
        path = package.localPkg()
        # A repository on this very device is not ours to take from.
        if os.path.dirname(path) != folder:
            path = shutil.copyfile(path, os.path.join(folder, os.path.basename(path)))
        files.append({**nevra(package), "path": path})
    return {"files": files}


QUESTIONS = {"scan": scan, "state": state, "cves": cves, "plan": plan, "download": download}
question = request["question"]
try:
    said = refresh() if question == "refresh" else QUESTIONS[question](open_base())
except (dnf.exceptions.Error, OSError) as error:
    said = {"failed": type(error).__name__, "message": str(error)}
json.dump({"fettle": 1, **said}, answer)
answer.write("\n")
answer.close()
`;
