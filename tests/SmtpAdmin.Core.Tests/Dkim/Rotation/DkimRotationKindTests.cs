using System.Security.Cryptography;
using SmtpAdmin.Dkim;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation;

/// <summary>The new key is of the kind of the one in use, unless somebody says otherwise: a signer may be set up for one kind.</summary>
public sealed class DkimRotationKindTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_an_algorithm_the_kind_of_the_published_key_stays()
    {
        using var lab = new RotationLab();
        lab.Request = lab.Request with { Algorithm = null };
        var step = await lab.StepAsync();
        Assert.StartsWith("v=DKIM1; k=ed25519; ", step.Record!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain(step.Findings, finding => finding.Code == "DKIM-ALGORITHM-CHANGES");
    }

    [Theory]
    [InlineData(1024, 2048)]
    [InlineData(2048, 2048)]
    [InlineData(3072, 3072)]
    public async Task A_key_of_RSA_is_not_followed_by_a_smaller_one(int size, int next)
    {
        using var lab = new RotationLab();
        lab.Request = lab.Request with { Algorithm = null };
        using var rsa = RSA.Create(size);
        await File.WriteAllTextAsync(lab.OldKey, rsa.ExportPkcs8PrivateKeyPem(), Token);
        File.SetLastWriteTimeUtc(lab.OldKey, lab.Time.Now.UtcDateTime);
        lab.Dns.Failing[lab.Dns.ServersOf(RotationLab.Domain)[0]] = DnsOutcome.Timeout; // the file tells
        var step = await lab.StepAsync();
        using var made = await DkimKeyFile.ReadAsync(step.PrivateKeyPath!, default, Token);
        Assert.Equal((DkimKeyAlgorithm.Rsa, next), (made.Algorithm, made.KeySize));
    }

    [Fact]
    public async Task A_call_that_is_killed_before_the_key_is_made_does_not_change_its_kind()
    {
        using var lab = new RotationLab();
        lab.Request = lab.Request with { Algorithm = null };
        (lab.Fate.Left, lab.Fate.After) = (1, true);
        await Assert.ThrowsAsync<KilledException>(() => lab.StepAsync());
        lab.Fate.Left = null;
        foreach (var server in lab.Dns.ServersOf(RotationLab.Domain)) lab.Dns.Failing[server] = DnsOutcome.Timeout;
        Assert.StartsWith("v=DKIM1; k=ed25519; ", (await lab.StepAsync()).Record!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_tells_the_kind_it_has_to_be_said()
    {
        using var lab = new RotationLab();
        foreach (var server in lab.Dns.ServersOf(RotationLab.Domain)) lab.Dns.Failing[server] = DnsOutcome.Timeout;
        var refused = await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync(lab.Request with { Algorithm = null }));
        Assert.Equal((DkimRotationProblem.UnknownAlgorithm, true), (refused.Problem, refused.IsWrongArgument));
        Assert.Contains("-Algorithm", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(lab.StatePath));
        Assert.Equal(DkimRotationStage.Prepared, (await lab.StepAsync()).Stage);
    }

    [Fact]
    public async Task Another_kind_is_told_and_the_line_of_OpenDKIM_left_to_people()
    {
        using var lab = new RotationLab();
        lab.Request = lab.Request with { Algorithm = DkimKeyAlgorithm.Rsa, UpdateConfig = true };
        var prepared = await lab.StepAsync();
        Assert.Contains(prepared.Findings, finding => finding.Code == "DKIM-ALGORITHM-CHANGES");
        lab.Publish(prepared);
        await lab.StepAsync();
        lab.Time.Now += TimeSpan.FromDays(1);
        var held = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.ActionNeeded), (held.Stage, held.Status));
        Assert.StartsWith("The new key is of another kind than the one in use (Rsa, and Ed25519)", held.NextStep, StringComparison.Ordinal);
        Assert.Contains("SignatureAlgorithm", held.NextStep, StringComparison.Ordinal);
        Assert.Contains(held.Findings, finding => finding.Code == "DKIM-CONFIG-UNCHANGED");
        Assert.DoesNotContain($":{held.Selector}:", await File.ReadAllTextAsync(lab.KeyTable, Token), StringComparison.Ordinal);

        lab.Point(held.Selector, held.PrivateKeyPath!);
        Assert.Equal(DkimRotationStage.Signing, (await lab.StepAsync()).Stage);
    }

    [Fact]
    public async Task The_next_rotation_keeps_the_kind_of_the_last()
    {
        using var lab = new RotationLab();
        var retired = await lab.GoToAsync(DkimRotationStage.Retired);
        lab.Publish(retired);
        await lab.StepAsync();
        var next = await lab.StepAsync(lab.Request with { Algorithm = null, Force = true });
        Assert.Equal(DkimRotationStage.Prepared, next.Stage);
        Assert.StartsWith("v=DKIM1; k=ed25519; ", next.Record!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_key_of_a_domain_is_of_RSA()
    {
        using var lab = new RotationLab();
        await File.WriteAllTextAsync(lab.KeyTable, "", Token);
        var first = await lab.StepAsync(lab.Request with { Algorithm = null, FirstKey = true });
        Assert.StartsWith("v=DKIM1; k=rsa; ", first.Record!.Value, StringComparison.Ordinal);
    }
}
