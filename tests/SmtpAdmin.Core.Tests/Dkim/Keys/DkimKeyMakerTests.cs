using System.Globalization;
using System.Net;
using SmtpAdmin.Core.Tests.Dns;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dkim;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dkim.Keys;

public sealed class DkimKeyMakerTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smtpadmin-dkim-");
    private readonly FixedTime _time = new(new DateTimeOffset(2026, 11, 30, 23, 59, 0, TimeSpan.Zero));

    private DkimKeyRequest Request => new() { Domain = "example.com", Folder = _folder.FullName };

    [Fact]
    public async Task A_key_is_made_with_its_record_and_its_file()
    {
        var key = await MakeAsync(Request);
        Assert.Equal(("example.com", "s202611a", DkimKeyAlgorithm.Rsa, 2048), (key.Domain, key.Selector, key.Algorithm, key.KeySize));
        Assert.Equal("s202611a._domainkey.example.com", key.RecordName);
        Assert.Equal($"v=DKIM1; k=rsa; p={key.PublicKey}", key.RecordValue);
        Assert.Equal(key.RecordValue, string.Concat(key.Strings));
        Assert.All(key.Strings, part => Assert.InRange(part.Length, 1, 255));
        Assert.Equal($"s202611a._domainkey.example.com. IN TXT \"{key.Strings[0]}\" \"{key.Strings[1]}\"", key.ZoneLine);
        Assert.Equal(Path.Combine(_folder.FullName, "example.com.s202611a.key"), key.PrivateKeyPath);
        Assert.Equal(_time.GetUtcNow(), key.CreatedAt);
        Assert.Matches("^[0-9a-f]{64}$", key.Fingerprint);
        Assert.False(key.IsEncrypted);
        Assert.Equal(["DKIM-RECORD-STRINGS"], key.Findings.Select(finding => finding.Code));
        if (!OperatingSystem.IsWindows()) Assert.Equal(Private, File.GetUnixFileMode(key.PrivateKeyPath!));

        using var read = await DkimKeyFile.ReadAsync(key.PrivateKeyPath!, default, Token);
        Assert.Equal(key.PublicKey, Convert.ToBase64String(read.PublicKeyData()));
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public async Task An_ed25519_key_has_a_short_record_and_is_signed_beside()
    {
        var key = await MakeAsync(Request with { Algorithm = DkimKeyAlgorithm.Ed25519 });
        Assert.Equal(256, key.KeySize);
        Assert.Equal($"v=DKIM1; k=ed25519; p={key.PublicKey}", key.RecordValue);
        Assert.Equal(44, key.PublicKey.Length);
        Assert.Equal(["DKIM-KEY-ED25519"], key.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public async Task The_flags_and_the_note_stand_between_the_version_and_the_key()
    {
        var key = await MakeAsync(Request with { Algorithm = DkimKeyAlgorithm.Ed25519, Flags = DkimKeyMode.TestMode | DkimKeyMode.StrictIdentity, Note = "Büro; 2026=x" });
        Assert.Equal($"v=DKIM1; k=ed25519; t=y:s; n=B=C3=BCro=3B=202026=3Dx; p={key.PublicKey}", key.RecordValue);
        var read = DkimKeyRecord.Read(key.RecordValue);
        Assert.Equal(("Büro; 2026=x", DkimKeyMode.TestMode | DkimKeyMode.StrictIdentity), (read.Note, read.Flags));
        Assert.Empty(read.Problems);
        Assert.Contains(key.Findings, finding => finding.Code == "DKIM-TEST-MODE");
        Assert.Contains("; t=s; ", (await MakeAsync(Request with { Algorithm = DkimKeyAlgorithm.Ed25519, Flags = DkimKeyMode.StrictIdentity })).RecordValue, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Selectors_of_a_month_go_on_by_letters_where_files_are()
    {
        Assert.Equal("s202611a", (await MakeAsync(Quick())).Selector);
        Assert.Equal("s202611b", (await MakeAsync(Quick())).Selector);
        Assert.Equal("s202611a", (await MakeAsync(Quick() with { Domain = "example.net" })).Selector);
        _time.Now = _time.Now.AddMinutes(1);
        Assert.Equal("s202612a", (await MakeAsync(Quick())).Selector);
    }

    [Fact]
    public async Task Selectors_that_the_DNS_has_are_passed_over_where_it_is_asked()
    {
        var resolver = new StubResolver().Txt("s202611a._domainkey.example.com", "v=DKIM1; p=").Alias("s202611b._domainkey.example.com", DnsType.TXT, "gone.example.net");
        Assert.Equal("s202611c", (await MakeAsync(Quick(), resolver)).Selector);
        Assert.Equal("s202611a", (await MakeAsync(Quick())).Selector);
    }

    [Fact]
    public async Task A_DNS_that_does_not_answer_is_no_free_selector_and_no_taken_one()
    {
        var resolver = new StubResolver().Fails("s202611a._domainkey.example.com", DnsType.TXT, DnsOutcome.ServFail);
        var key = await MakeAsync(Quick(), resolver);
        Assert.Equal("s202611a", key.Selector);
        Assert.Contains(key.Findings, finding => finding is { Code: "DKIM-SELECTOR-UNKNOWN", Severity: FindingSeverity.Warning });
    }

    [Fact]
    public async Task After_the_last_letter_a_selector_has_to_be_given()
    {
        foreach (var selector in DkimSelectorChoice.Of(_time.GetUtcNow())) await File.WriteAllTextAsync(Path.Combine(_folder.FullName, DkimKeyFile.NameOf("example.com", selector)), "", Token);
        Assert.Equal(DkimRefusalCode.NoSelectorLeft, await RefusedAsync(Quick()));
        Assert.Equal("mail", (await MakeAsync(Quick() with { Selector = "mail" })).Selector);
    }

    [Fact]
    public async Task A_selector_that_the_DNS_has_is_taken_by_force_alone()
    {
        var resolver = new StubResolver().Txt("mail._domainkey.example.com", "v=DKIM1; p=");
        Assert.Equal(DkimRefusalCode.SelectorInUse, await RefusedAsync(Quick() with { Selector = "mail" }, resolver));
        Assert.Contains((await MakeAsync(Quick() with { Selector = "mail", Force = true }, resolver)).Findings, finding => finding.Code == "DKIM-SELECTOR-IN-USE");
    }

    [Theory]
    [InlineData(1024, false, DkimRefusalCode.WeakKey)]
    [InlineData(2040, false, DkimRefusalCode.WeakKey)]
    [InlineData(1016, true, DkimRefusalCode.BadKeySize)]
    [InlineData(512, true, DkimRefusalCode.BadKeySize)]
    [InlineData(-1, true, DkimRefusalCode.BadKeySize)]
    [InlineData(2049, true, DkimRefusalCode.BadKeySize)]
    [InlineData(4104, true, DkimRefusalCode.BadKeySize)]
    public async Task Sizes_that_are_weak_or_none_are_refused(int size, bool force, DkimRefusalCode code) =>
        Assert.Equal(code, await RefusedAsync(Request with { KeySize = size, Force = force }));

    [Fact]
    public async Task A_key_of_1024_bits_is_made_by_force_and_warned_of()
    {
        var key = await MakeAsync(Request with { KeySize = 1024, Force = true });
        Assert.Equal(1024, key.KeySize);
        Assert.Contains(key.Findings, finding => finding is { Code: "DKIM-KEY-WEAK", Severity: FindingSeverity.Warning });
    }

    [Theory]
    [InlineData(3072, 592)]
    [InlineData(4096, 764)]
    public async Task Large_keys_are_warned_of_with_the_size_of_their_record(int size, int length)
    {
        var key = await MakeAsync(Request with { KeySize = size });
        var finding = Assert.Single(key.Findings, finding => finding.Code == "DKIM-KEY-LARGE");
        Assert.Equal(FindingSeverity.Warning, finding.Severity);
        Assert.Contains(key.RecordValue.Length.ToString(CultureInfo.InvariantCulture), finding.Message, StringComparison.Ordinal);
        Assert.Contains("512", finding.Message, StringComparison.Ordinal);
        Assert.InRange(key.RecordValue.Length, length - 30, length + 30);
    }

    [Fact]
    public async Task An_ed25519_key_has_no_other_size() =>
        Assert.Equal(DkimRefusalCode.BadKeySize, await RefusedAsync(Quick() with { KeySize = 2048 }));

    [Theory]
    [InlineData("")]
    [InlineData("example")]
    [InlineData("info@example.com")]
    [InlineData("https://example.com")]
    [InlineData("192.0.2.1")]
    [InlineData("sel._domainkey.example.com")]
    [InlineData("exa mple.com")]
    [InlineData("example..com")]
    [InlineData("example.com;x")]
    [InlineData("../../etc/passwd")]
    public async Task What_is_no_domain_is_refused(string domain) => Assert.Equal(DkimRefusalCode.BadDomain, await RefusedAsync(Quick() with { Domain = domain }));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a_b")]
    [InlineData("a..b")]
    [InlineData("mail._domainkey")]
    [InlineData("mail._domainkey.example.com")]
    [InlineData("../x")]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public async Task What_is_no_selector_is_refused(string selector) => Assert.Equal(DkimRefusalCode.BadSelector, await RefusedAsync(Quick() with { Selector = selector }));

    [Fact]
    public async Task Names_that_are_international_or_long_become_names_of_the_DNS()
    {
        var key = await MakeAsync(Quick() with { Domain = "Bücher.Example.", Selector = "Mail.März" });
        Assert.Equal("mail.xn--mrz-qla._domainkey.xn--bcher-kva.example", key.RecordName);
        var label = new string('x', 63);
        var domain = $"{label}.{label}.{label}.{new string('y', 42)}";
        var longest = await MakeAsync(Quick() with { Domain = domain, Selector = "a" });
        Assert.InRange(Path.GetFileName(longest.PrivateKeyPath!).Length, 200, 255);
        Assert.Equal(DkimRefusalCode.BadSelector, await RefusedAsync(Quick() with { Domain = domain, Selector = "a234567890" }));
        Assert.Equal(DkimRefusalCode.BadDomain, await RefusedAsync(Quick() with { Domain = domain }));
    }

    [Fact]
    public async Task A_note_that_is_too_long_is_refused()
    {
        await MakeAsync(Quick() with { Note = new string(' ', 85) });
        Assert.Equal(DkimRefusalCode.BadNote, await RefusedAsync(Quick() with { Note = new string(' ', 86) }));
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        var plan = await Maker(null).PlanAsync(new DkimKeyRequest { Domain = "@", Selector = " ", KeySize = 7, Note = new string('n', 300), Folder = Path.Combine(_folder.FullName, "none", "of", "these") }, Token);
        Assert.Equal([DkimRefusalCode.BadDomain, DkimRefusalCode.BadSelector, DkimRefusalCode.BadKeySize, DkimRefusalCode.BadNote, DkimRefusalCode.MissingFolder], plan.Refusals.Select(refusal => refusal.Code));
        await Assert.ThrowsAsync<ArgumentException>(() => Maker(null).MakeAsync(plan, default, Token));
    }

    [Fact]
    public async Task Without_a_folder_the_key_is_handed_over_in_memory()
    {
        var key = await MakeAsync(Quick() with { Folder = null });
        Assert.Null(key.PrivateKeyPath);
        var pem = new NetworkCredential("", key.PrivateKey).Password;
        using var read = DkimSigningKey.Read(pem, "");
        Assert.Equal(key.PublicKey, Convert.ToBase64String(read.PublicKeyData()));
        Assert.True(key.PrivateKey!.IsReadOnly());
    }

    [Fact]
    public async Task A_passphrase_encrypts_the_file()
    {
        var plan = await Maker(null).PlanAsync(Quick() with { Config = [DkimSoftware.Exim] }, Token);
        var key = (await Maker(null).MakeAsync(plan, "secret ü".AsMemory(), Token)).Key!;
        Assert.True(key.IsEncrypted);
        Assert.Contains(key.Findings, finding => finding.Code == "DKIM-KEY-ENCRYPTED");
        Assert.Equal(DkimKeyFault.PassphraseMissing, (await Assert.ThrowsAsync<DkimKeyException>(() => DkimKeyFile.ReadAsync(key.PrivateKeyPath!, default, Token))).Fault);
        using var read = await DkimKeyFile.ReadAsync(key.PrivateKeyPath!, "secret ü".AsMemory(), Token);
        Assert.Equal(key.PublicKey, Convert.ToBase64String(read.PublicKeyData()));
        Assert.DoesNotContain("secret", key.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_overwritten_without_force()
    {
        var path = Path.Combine(_folder.FullName, "example.com.mail.key");
        await File.WriteAllTextAsync(path, "old", Token);
        Assert.Equal(DkimRefusalCode.KeyExists, await RefusedAsync(Quick() with { Selector = "mail" }));
        Assert.Equal("old", await File.ReadAllTextAsync(path, Token));

        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        await MakeAsync(Quick() with { Selector = "mail", Force = true });
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", await File.ReadAllTextAsync(path, Token), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(Private, File.GetUnixFileMode(path));
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public async Task A_file_that_comes_between_stays()
    {
        var plan = await Maker(null).PlanAsync(Quick() with { Selector = "mail" }, Token);
        await File.WriteAllTextAsync(plan.PrivateKeyPath!, "other", Token);
        var result = await Maker(null).MakeAsync(plan, default, Token);
        Assert.Null(result.Key);
        Assert.Equal([DkimRefusalCode.KeyExists], result.Refusals.Select(refusal => refusal.Code));
        Assert.Equal("other", await File.ReadAllTextAsync(plan.PrivateKeyPath!, Token));
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public async Task A_link_is_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        var target = Path.Combine(_folder.FullName, "elsewhere");
        var path = Path.Combine(_folder.FullName, "example.com.mail.key");
        File.CreateSymbolicLink(path, target);
        Assert.Equal(DkimRefusalCode.KeyExists, await RefusedAsync(Quick() with { Selector = "mail" }));
        await MakeAsync(Quick() with { Selector = "mail", Force = true });
        Assert.False(File.Exists(target));
        Assert.Null(new FileInfo(path).LinkTarget);
    }

    [Fact]
    public async Task A_plan_makes_nothing_and_a_cancelled_key_leaves_nothing()
    {
        var plan = await Maker(null).PlanAsync(Request, Token);
        Assert.Equal("s202611a._domainkey.example.com", plan.RecordName);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Maker(null).MakeAsync(plan, default, stop.Token));
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_made_with_the_key_for_its_owner_alone()
    {
        var folder = Path.Combine(_folder.FullName, "keys");
        var plan = await Maker(null).PlanAsync(Quick() with { Folder = folder }, Token);
        Assert.Equal((true, false), (plan.MakesFolder, Directory.Exists(folder)));
        var key = (await Maker(null).MakeAsync(plan, default, Token)).Key!;
        Assert.True(File.Exists(key.PrivateKeyPath));
        Assert.Contains(folder, Assert.Single(key.Findings, finding => finding.Code == "DKIM-FOLDER-MADE").Message, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.DoesNotContain((await MakeAsync(Quick() with { Folder = folder })).Findings, finding => finding.Code == "DKIM-FOLDER-MADE");
    }

    [Fact]
    public async Task Of_a_path_only_the_last_part_is_made_and_a_file_is_no_folder()
    {
        Assert.Equal(DkimRefusalCode.MissingFolder, await RefusedAsync(Quick() with { Folder = Path.Combine(_folder.FullName, "no", "such") }));
        var file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "", Token);
        var plan = await Maker(null).PlanAsync(Quick() with { Folder = file }, Token);
        Assert.Contains("is no folder", Assert.Single(plan.Refusals).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_takes_no_files_is_told_so()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has /proc.");
        var exception = await Assert.ThrowsAnyAsync<IOException>(() => MakeAsync(Quick() with { Folder = "/proc" }));
        Assert.StartsWith("'/proc/example.com.", exception.Message, StringComparison.Ordinal);
        Assert.Contains("could not be written", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenDKIM_and_ed25519_are_warned_of_first()
    {
        var key = await MakeAsync(Quick() with { Config = [DkimSoftware.OpenDkim] });
        Assert.Equal((FindingSeverity.Warning, "DKIM-OPENDKIM-ED25519"), (key.Findings[0].Severity, key.Findings[0].Code));
        Assert.Contains("451", key.Findings[0].Message, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    private DkimKeyRequest Quick() => Request with { Algorithm = DkimKeyAlgorithm.Ed25519 };

    private DkimKeyMaker Maker(IDnsResolver? resolver) => new(_time, resolver);

    private async Task<DkimNewKey> MakeAsync(DkimKeyRequest request, IDnsResolver? resolver = null)
    {
        var plan = await Maker(resolver).PlanAsync(request, Token);
        Assert.Empty(plan.Refusals);
        return (await Maker(resolver).MakeAsync(plan, default, Token)).Key!;
    }

    private async Task<DkimRefusalCode> RefusedAsync(DkimKeyRequest request, IDnsResolver? resolver = null)
    {
        var refusal = Assert.Single((await Maker(resolver).PlanAsync(request, Token)).Refusals);
        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
        return refusal.Code;
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
