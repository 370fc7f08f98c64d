using SmtpAdmin.Core.Tests.Reputation.Dnsbl;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation;

/// <summary>A domain with two name servers, a folder of keys, an OpenDKIM with a KeyTable, and a clock.</summary>
internal sealed class RotationLab : IDisposable
{
    public const string Domain = "example.org";
    public const string OldRecord = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    public const string First = "192.0.2.1";
    public const string Second = "192.0.2.2";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dkim-rotation-");

    public RotationLab()
    {
        Dns = new FakeAuthority().Zone(Domain, ("ns1.example.org", First), ("ns2.example.org", Second));
        Dns.Put(NameOf("old"), OldRecord);
        Time.Now = new DateTimeOffset(2026, 11, 2, 3, 0, 0, TimeSpan.Zero);
        File.WriteAllText(KeyTable, $"# keys\nother other.example:old:/keys/other.key\n  mail {Domain}:old:{OldKey}  # ours\r\nlast third.example:x:/keys/x.key");
        File.WriteAllText(OldKey, "the key in use");
        File.SetLastWriteTimeUtc(OldKey, Time.Now.UtcDateTime.AddYears(-1));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(OldKey, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Request = new DkimRotationRequest { Domain = Domain, Folder = _folder.FullName, Algorithm = DkimKeyAlgorithm.Ed25519, Config = DkimSoftware.OpenDkim, ConfigPath = KeyTable };
    }

    public FakeAuthority Dns { get; }

    public SkippingTime Time { get; } = new();

    public MortalWrites.Fate Fate { get; } = new();

    public DkimRotationRequest Request { get; set; }

    public string KeyTable => PathOf("key.table");

    public string OldKey => PathOf("old.key");

    public string StatePath => PathOf("example.org.rotation.json");

    public static string NameOf(string selector) => $"{selector}._domainkey.{Domain}";

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public IReadOnlyList<string> Names => [.. _folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];

    public DkimRotator Rotator() => new(Dns, () => Dns, writes => new MortalWrites(writes, Fate), Time);

    public Task<DkimRotationStep> StepAsync(DkimRotationRequest? request = null) => Rotator().StepAsync(request ?? Request, TestContext.Current.CancellationToken);

    public Task<DkimRotationStep> LookAsync() => StepAsync(Request with { OnlyLooks = true });

    /// <summary>Publishes what a step says.</summary>
    public void Publish(DkimRotationStep step) => Dns.Put(step.Record!.Name, step.Record.Value);

    /// <summary>Points OpenDKIM to a key by hand.</summary>
    public void Point(string selector, string keyPath) =>
        File.WriteAllLines(KeyTable, File.ReadAllLines(KeyTable).Select(line => line.Contains($"mail {Domain}", StringComparison.Ordinal) ? $"mail {Domain}:{selector}:{keyPath}" : line));

    public async Task<DkimRotationState?> StateAsync() =>
        File.Exists(StatePath) ? DkimRotationStateText.Read(await File.ReadAllBytesAsync(StatePath, TestContext.Current.CancellationToken)) : null;

    /// <summary>Begins a rotation and goes on to a stage, by the shortest way.</summary>
    public async Task<DkimRotationStep> GoToAsync(DkimRotationStage stage)
    {
        var step = await StepAsync();
        Assert.Equal(DkimRotationStage.Prepared, step.Stage);
        for (var calls = 0; step.Stage != stage; calls++)
        {
            Assert.True(calls < 20, $"It stays {step.Stage}: {step}");
            if (step.Stage == DkimRotationStage.Prepared) Publish(step);
            if (step is { Stage: DkimRotationStage.Published, Status: DkimRotationStatus.ActionNeeded }) Point(step.Selector, step.PrivateKeyPath!);
            if (step.NextCheckAfter is { } after) Time.Now = after;
            step = await StepAsync();
        }
        return step;
    }

    public void Dispose()
    {
        foreach (var file in _folder.GetFiles()) file.Attributes = FileAttributes.Normal;
        _folder.Delete(recursive: true);
    }
}
