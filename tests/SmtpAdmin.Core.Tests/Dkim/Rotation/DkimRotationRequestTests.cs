using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation;

/// <summary>What is refused before anything is done, and how the selector in use is found.</summary>
public sealed class DkimRotationRequestTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    public static TheoryData<string, Func<DkimRotationRequest, DkimRotationRequest>> Wrong => new()
    {
        { "domain", request => request with { Domain = "user@example.org" } },
        { "selector", request => request with { Selector = "a b" } },
        { "-RetainDays", request => request with { RetainDays = 0 } },
        { "-MaxAge", request => request with { MaxAge = 4000 } },
        { "-ConfigPath", request => request with { ConfigPath = null } },
        { "-UpdateConfig", request => request with { Config = null, ConfigPath = null, UpdateConfig = true } },
        { "Haraka", request => request with { Config = DkimSoftware.Haraka, UpdateConfig = true } },
        { "-SigningSelector", request => request with { SigningSelector = "old" } },
        { "-FirstKey", request => request with { FirstKey = true, CurrentSelector = "old" } },
        { "-KeyPathTemplate", request => request with { KeyPathTemplate = "/k/$selector" } },
        { "$selector", request => request with { Config = DkimSoftware.Exim, KeyPathTemplate = "/k/key" } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_does_not_go_together_is_refused(string word, Func<DkimRotationRequest, DkimRotationRequest> change)
    {
        using var lab = new RotationLab();
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => lab.StepAsync(change(lab.Request)));
        Assert.Contains(word, refused.Message, StringComparison.Ordinal);
        Assert.Equal(["key.table", "old.key"], lab.Names);
    }

    public static TheoryData<string, DkimRotationProblem, Func<DkimRotationRequest, DkimRotationRequest>> Unclear => new()
    {
        { "mail example.org:old:/k\nmore example.org:older:/k", DkimRotationProblem.MissingCurrentSelector, request => request },
        { "mail other.example:old:/k", DkimRotationProblem.MissingCurrentSelector, request => request },
        { "mail example.org:old:/k", DkimRotationProblem.MissingCurrentSelector, request => request with { Config = null, ConfigPath = null } },
        { "mail example.org:old:/k", DkimRotationProblem.WrongCurrentSelector, request => request with { CurrentSelector = "other" } },
        { "mail example.org:old:/k", DkimRotationProblem.WrongCurrentSelector, request => request with { FirstKey = true } },
        { "mail example.org:old:/k", DkimRotationProblem.WrongCurrentSelector, request => request with { Config = null, ConfigPath = null, CurrentSelector = "0ld" } }, // not in the DNS
        { "mail example.org:old:/k", DkimRotationProblem.WrongSelector, request => request with { Selector = "old", Force = true } },
        { "mail example.org:old:/k", DkimRotationProblem.KeyRefused, request => request with { Algorithm = DkimKeyAlgorithm.Rsa, KeySize = 1024 } },
        { "mail example.org:old:/k", DkimRotationProblem.KeyRefused, request => request with { Selector = "old" } },
    };

    [Theory]
    [MemberData(nameof(Unclear))]
    public async Task A_rotation_does_not_begin_while_the_selectors_are_not_clear(string table, DkimRotationProblem problem, Func<DkimRotationRequest, DkimRotationRequest> change)
    {
        using var lab = new RotationLab();
        await File.WriteAllTextAsync(lab.KeyTable, table, Token);
        var refused = await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync(change(lab.Request)));
        Assert.Equal((problem, true), (refused.Problem, refused.IsWrongArgument));
        Assert.Equal([".example.org.rotations.lock", "example.org.rotation.json.lock", "key.table", "old.key"], lab.Names);
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_read_begins_nothing()
    {
        using var lab = new RotationLab();
        File.Delete(lab.KeyTable);
        Assert.Equal(DkimRotationProblem.ConfigUnreadable, (await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync())).Problem);
    }

    [Fact]
    public async Task The_selector_in_use_is_taken_as_given_where_the_file_has_several()
    {
        using var lab = new RotationLab();
        await File.AppendAllTextAsync(lab.KeyTable, "\nmore example.org:ed:/keys/ed.key\n", Token);
        lab.Request = lab.Request with { CurrentSelector = "old", UpdateConfig = true };
        await lab.GoToAsync(DkimRotationStage.Signing);
        Assert.Contains("more example.org:ed:/keys/ed.key", await File.ReadAllTextAsync(lab.KeyTable, Token), StringComparison.Ordinal);
        Assert.Equal(DkimRotationStage.Retiring, (await lab.StepAsync()).Stage); // the other selector has nothing to do with it
    }

    [Fact]
    public async Task The_same_arguments_serve_from_call_to_call_and_others_are_refused()
    {
        using var lab = new RotationLab();
        lab.Request = lab.Request with { Selector = "Next", CurrentSelector = "old" };
        Assert.Equal("next", (await lab.StepAsync()).Selector);
        Assert.Equal(DkimRotationStage.Prepared, (await lab.StepAsync()).Stage);
        Assert.Equal(DkimRotationProblem.WrongSelector, (await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync(lab.Request with { Selector = "other" }))).Problem);
        var said = lab.Request with { Config = null, ConfigPath = null, SigningSelector = "third" };
        Assert.Equal(DkimRotationProblem.WrongSelector, (await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync(said))).Problem);
    }

    [Fact]
    public async Task A_selector_that_the_DNS_has_is_not_taken_for_a_new_key()
    {
        using var lab = new RotationLab();
        lab.Dns.Put(RotationLab.NameOf("s202611a"), "v=DKIM1; p=");
        lab.Dns.Put(RotationLab.NameOf("s202611b"), RotationLab.OldRecord);
        Assert.Equal("s202611c", (await lab.StepAsync()).Selector);
    }

    [Fact]
    public async Task An_international_domain_has_a_state_of_its_ASCII_name()
    {
        using var lab = new RotationLab();
        lab.Dns.Zone("xn--mnchen-3ya.example", ("ns1.example.org", RotationLab.First));
        var step = await lab.StepAsync(lab.Request with { Domain = "MÜNCHEN.example", Config = null, ConfigPath = null, FirstKey = true });
        Assert.Equal(("xn--mnchen-3ya.example", lab.PathOf("xn--mnchen-3ya.example.rotation.json")), (step.Domain, step.StatePath));
    }
}
