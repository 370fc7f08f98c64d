using SmtpAdmin.Dkim;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation;

/// <summary>A rotation that anything may happen to, and a watcher who knows what the program can only guess.</summary>
internal sealed class RotationWorld : IDisposable
{
    private const int EventCount = 24;
    private readonly RotationLab _lab = new();
    private readonly HashSet<string> _made = [];
    private TimeSpan _elapsed; // true time, whatever the clock says
    private TimeSpan _behind; // by how much the clock is behind, until it is set right
    private TimeSpan _lastMissing; // when a call last could see that the key is not everywhere
    private TimeSpan _lastOld; // when a call last could see that the signer uses the old selector
    private DkimRotationStep? _last;

    public RotationWorld()
    {
        _lab.Request = _lab.Request with { UpdateConfig = true, MaxAge = 60 };
        _lab.Fate.OnChange = _ =>
        {
            Require(IsEverywhere, "the signer was pointed to a key that is not published everywhere");
            Require(_elapsed - _lastMissing >= TimeSpan.FromHours(1), "the signer was pointed to a key that some resolver may not see");
        };
    }

    /// <summary>What was broken; null while every promise holds.</summary>
    public string? Broken { get; private set; }

    private DkimRotationState? State => File.Exists(_lab.StatePath) ? DkimRotationStateText.Read(File.ReadAllBytes(_lab.StatePath)) : null;

    /// <summary>Both servers have exactly this key, and would say so.</summary>
    private bool IsEverywhere => State is { Record.Length: > 0 } state && _lab.Dns.Failing.Count == 0 && Servers.All(server => _lab.Dns.TextsOf(server, RotationLab.NameOf(state.Selector)) is [var text] && text == state.Record);

    private bool NamesOld => State is not { OldSelector: { } old } || File.ReadAllText(_lab.KeyTable).Contains($" {RotationLab.Domain}:{old}:", StringComparison.Ordinal);

    private IReadOnlyList<System.Net.IPEndPoint> Servers => _lab.Dns.ServersOf(RotationLab.Domain);

    /// <summary>Lets something happen.</summary>
    /// <param name="number">What; any number.</param>
    public async Task HappenAsync(int number)
    {
        var state = State;
        var name = RotationLab.NameOf(state?.Selector ?? "none");
        switch (number % EventCount)
        {
            case 0 or 1 when state is { Record.Length: > 0 }: _lab.Dns.Put(name, state.Record); break;
            case 2 when state is { Record.Length: > 0 }: _lab.Dns.Put([Servers[0]], name, state.Record); break;
            case 3: _lab.Dns.Put([Servers[number % 2]], name); break;
            case 4: _lab.Dns.Put([Servers[1]], name, RotationLab.OldRecord); break;
            case 5: _lab.Dns.Failing[Servers[number % 2]] = DnsOutcome.Timeout; break;
            case 6: _lab.Dns.Failing.Clear(); break;
            case 7 when state is { OldSelector: { } old }: Point(old); break;
            case 8 when state is not null: Point(state.Selector); break;
            case 9 when state is { OldSelector: { } old }: Point(old, state.Selector); break;
            case 10: Point("third"); break;
            case 11: Pass(TimeSpan.FromMinutes(20)); break;
            case 12: Pass(TimeSpan.FromHours(2)); break;
            case 13: Pass(TimeSpan.FromDays(3)); break;
            case 14: Pass(TimeSpan.FromDays(8)); break;
            case 15:
                await CallAsync(null, after: false, fails: false); // of a clock that is set back between two calls far apart nothing shows
                _lab.Time.Now -= TimeSpan.FromHours(30);
                _behind += TimeSpan.FromHours(30);
                break;
            case 16 when _last is { Record: { } record }: _lab.Dns.Put(record.Name, record.Value); break;
            case 17: await CallAsync(1, after: false, fails: false); break;
            case 18: await CallAsync((number / EventCount % 3) + 1, after: true, fails: false); break;
            case 19: await CallAsync((number / EventCount % 3) + 1, after: false, fails: true); break;
            default: await CallAsync(null, after: false, fails: false); break;
        }
    }

    /// <summary>Everybody does what is said from here on: the rotation must come to its end.</summary>
    public async Task<bool> ComesToAnEndAsync()
    {
        _lab.Dns.Failing.Clear();
        Point(State is { Stage: >= DkimRotationStage.Signing } used ? used.Selector : State is null ? "old" : State.OldSelector!);
        if (State is { OldSelector: { } old, RevokedAt: null, Stage: not DkimRotationStage.Retired }) _lab.Dns.Put(RotationLab.NameOf(old), RotationLab.OldRecord);
        for (var call = 0; call < 30; call++)
        {
            if (State is { Record.Length: > 0 } state) _lab.Dns.Put(RotationLab.NameOf(state.Selector), state.Record);
            if (State is { WentBackAt: not null, UsableFrom: { } from, Selector: var selector } && _lab.Time.Now >= from) Point(selector);
            await CallAsync(null, after: false, fails: false);
            if (_last is { Status: DkimRotationStatus.Done }) return true;
            if (_last is { Record: { } record }) _lab.Dns.Put(record.Name, record.Value);
            Pass(TimeSpan.FromHours(30));
        }
        Broken ??= $"it does not end: {_last}";
        return false;
    }

    public void Dispose() => _lab.Dispose();

    private async Task CallAsync(int? left, bool after, bool fails)
    {
        (_lab.Fate.Left, _lab.Fate.After, _lab.Fate.Fails) = (left, after, fails);
        var (wasEverywhere, wasOld, before) = (IsEverywhere, NamesOld, State);
        try
        {
            _last = await _lab.StepAsync();
            if (_last.Record is { Value: "v=DKIM1; p=" } revoked)
            {
                Require(!wasOld && !NamesOld, "the old record is called obsolete while the signer uses it");
                Require(revoked.Name != RotationLab.NameOf(State!.Selector), "the key that signs is called obsolete");
                Require(_elapsed - _lastOld >= TimeSpan.FromDays(7), "the old record is called obsolete too early");
            }
        }
        catch (KilledException)
        {
            _last = null;
        }
        catch (DkimRotationException exception) when (exception.Problem is DkimRotationProblem.KeyUnwritable or DkimRotationProblem.StateUnwritable or DkimRotationProblem.MissingCurrentSelector)
        {
            _last = null;
        }
        catch (IOException) when (fails)
        {
            _last = null;
        }
        // What the call saw: a silent server is no sight, and a call that was killed before it wrote anything could not remember what it saw.
        var remembers = _last is not null || State != before;
        if (!wasEverywhere && _lab.Dns.Failing.Count == 0 && remembers) _lastMissing = _elapsed;
        if (((wasOld || NamesOld) && remembers) || before?.Selector != State?.Selector) _lastOld = _elapsed;
        if (State is { } state && _made.Add(state.Selector)) Require(state.Selector != state.OldSelector, "a selector is used twice");
        Require(Directory.GetFiles(Path.GetDirectoryName(_lab.StatePath)!, "example.org.*.key").Length <= _made.Count, "more keys were made than rotations begun");
    }

    private void Point(params string[] selectors)
    {
        var lines = selectors.Select(selector => $"mail {RotationLab.Domain}:{selector}:{(selector == State?.Selector ? State.PrivateKeyPath : _lab.OldKey)}\n");
        File.WriteAllText(_lab.KeyTable, $"# keys\n{string.Concat(lines)}other other.example:old:/keys/other.key\n");
    }

    /// <summary>Time passes; a clock that was behind is set right first, as on a machine that has just started.</summary>
    private void Pass(TimeSpan time)
    {
        _lab.Time.Now += _behind;
        _behind = TimeSpan.Zero;
        _elapsed += time;
        _lab.Time.Now += time;
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds) Broken ??= otherwise;
    }
}
