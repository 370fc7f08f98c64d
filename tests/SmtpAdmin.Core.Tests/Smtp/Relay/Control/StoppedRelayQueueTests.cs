using System.Text;
using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Control;

/// <summary>The queue of a relay that does not run: a spool on disk.</summary>
public sealed class StoppedRelayQueueTests : IDisposable
{
    private readonly StoppedSpool _spool = new();

    private string SpoolPath => _spool.Path;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _spool.Dispose();

    [Fact]
    public async Task A_folder_that_is_not_there_is_told() =>
        Assert.Contains("There is no spool", await RefusalAsync(() => SmtpRelayAccess.OpenAsync(SpoolPath, TimeProvider.System, Token)), StringComparison.Ordinal);

    [Fact]
    public async Task A_folder_in_which_no_relay_left_anything_is_told_and_stays_as_it_is()
    {
        Directory.CreateDirectory(Path.Combine(SpoolPath, "audit"));
        await File.WriteAllTextAsync(Path.Combine(SpoolPath, "000000000000.log"), "another program's", Token); // segments count from 1
        Assert.Contains("There is no spool", await RefusalAsync(() => SmtpRelayAccess.OpenAsync(SpoolPath, TimeProvider.System, Token)), StringComparison.Ordinal);
        Assert.Contains("There is no spool", await RefusalAsync(() => SmtpTrace.FindFolderAsync(SpoolPath, Token)), StringComparison.Ordinal);
        Assert.Single(await _spool.FilesAsync());
    }

    [Theory]
    [InlineData("spool.lock")]
    [InlineData("settings.json")]
    [InlineData("000000000001.log")]
    public async Task A_file_that_a_start_makes_is_enough_to_know_a_spool(string left)
    {
        Directory.CreateDirectory(SpoolPath);
        await File.WriteAllTextAsync(Path.Combine(SpoolPath, left), "", Token);
        await using var queue = await OpenAsync();
        Assert.Equal(SmtpRelayState.Stopped, (await queue.GetStatusAsync(Token)).State);
    }

    [Fact]
    public async Task The_status_says_that_it_is_stopped_and_what_waits()
    {
        await _spool.KeepAsync("A1", "B2");
        await using var queue = await OpenAsync();
        var status = await queue.GetStatusAsync(Token);
        Assert.Equal((SmtpRelayState.Stopped, SpoolPath, Path.Combine(SpoolPath, "audit")), (status.State, status.SpoolPath, status.AuditPath));
        Assert.Equal((2, 2, 2L * StoppedSpool.Content.Length), (status.Queue.Messages, status.Queue.Queued, status.Queue.Octets));
        Assert.Null(status.ProcessId);
    }

    [Fact]
    public async Task Its_messages_are_listed_and_nothing_is_changed_by_that()
    {
        await _spool.KeepAsync("A1", "B2", "C3");
        var before = await _spool.FilesAsync();
        await using (var queue = await OpenAsync())
        {
            Assert.Equal(["A1", "B2", "C3"], (await ListAsync(queue)).Select(item => item.QueueId));
            Assert.Equal("B2", Assert.Single(await ListAsync(queue, new SmtpQueueFilter { QueueIds = ["b?"] })).QueueId);
            Assert.All(await ListAsync(queue), item => Assert.Equal(SpoolPath, item.SpoolPath));
        }
        Assert.Equal(before, await _spool.FilesAsync());
    }

    [Fact]
    public async Task A_change_is_durable_seen_at_once_and_in_the_audit_log()
    {
        await _spool.KeepAsync("A1", "B2");
        await using var queue = await OpenAsync();
        Assert.Equal(2, (await ListAsync(queue)).Count);
        var changed = Assert.Single(await ChangeAsync(queue, SmtpQueueAction.Hold, "B2"));
        Assert.Equal(("B2", SmtpRecipientStatus.Held, SpoolPath), (changed.QueueId, changed.Status, changed.SpoolPath));
        Assert.Equal([SmtpRecipientStatus.Queued, SmtpRecipientStatus.Held], (await ListAsync(queue)).Select(item => item.Status));
        await using var another = await OpenAsync();
        Assert.Equal([SmtpRecipientStatus.Queued, SmtpRecipientStatus.Held], (await ListAsync(another)).Select(item => item.Status));

        Assert.Equal("A1", Assert.Single(await ChangeAsync(queue, SmtpQueueAction.Remove, "A1")).QueueId);
        Assert.Equal("B2", Assert.Single(await ListAsync(queue)).QueueId);
        var trace = new List<SmtpTraceEvent>();
        await foreach (var entry in new SmtpTrace(await SmtpTrace.FindFolderAsync(SpoolPath, Token)).ReadAsync(new SmtpTraceFilter(), Token)) trace.Add(entry);
        Assert.Equal(["B2", "A1"], trace.Where(entry => entry.Kind == SmtpTraceKind.Changed).Select(entry => entry.QueueId));
    }

    [Fact]
    public async Task A_bounce_takes_the_message_s_place()
    {
        await _spool.KeepAsync("A1");
        await using var queue = await OpenAsync();
        await ChangeAsync(queue, SmtpQueueAction.Bounce, "A1");
        var report = Assert.Single(await ListAsync(queue));
        Assert.Equal((RelayMessageKind.Bounce, "A1", "", "ann@example.org"), (report.Kind, report.ReportOf, report.Sender, Assert.Single(report.Recipients).Address));
        using var file = new MemoryStream();
        await queue.ExportAsync(report.QueueId, file, Token);
        Assert.Contains("bob@example.net", Encoding.UTF8.GetString(file.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_is_exported_as_it_would_be_sent()
    {
        await _spool.KeepAsync("A1", "B2");
        await using var queue = await OpenAsync();
        using var file = new MemoryStream();
        await queue.ExportAsync("b2", file, Token);
        Assert.Equal(StoppedSpool.Content, Encoding.ASCII.GetString(file.ToArray()));
        Assert.Contains("no message 'C3'", await RefusalAsync(() => queue.ExportAsync("C3", file, Token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_is_damaged_is_not_exported_as_if_it_were_whole()
    {
        await _spool.KeepAsync("A1");
        await using var queue = await OpenAsync();
        Assert.Single(await ListAsync(queue));
        await _spool.DamageAsync();
        using var file = new MemoryStream();
        await Assert.ThrowsAsync<SmtpRelayException>(() => queue.ExportAsync("A1", file, Token));
    }

    [Fact]
    public async Task A_spool_that_a_relay_has_can_be_looked_at_and_not_changed()
    {
        await _spool.KeepAsync("A1");
        await using var queue = await OpenAsync();
        await using var running = await _spool.OpenAsync();
        Assert.Single(await ListAsync(queue));
        Assert.Contains("Another relay has the spool", await RefusalAsync(() => ChangeAsync(queue, SmtpQueueAction.Remove, "A1")), StringComparison.Ordinal);
        Assert.Single(await ListAsync(queue));
    }

    [Fact]
    public async Task A_spool_of_a_later_version_is_told()
    {
        await _spool.KeepAsync("A1");
        await _spool.MakeLaterAsync();
        await using var queue = await OpenAsync();
        Assert.Contains("has version 2", await RefusalAsync(() => ListAsync(queue)), StringComparison.Ordinal);
        Assert.Contains("has version 2", await RefusalAsync(() => ChangeAsync(queue, SmtpQueueAction.Hold, "A1")), StringComparison.Ordinal);
    }

    private static async Task<string> RefusalAsync(Func<Task> act) => (await Assert.ThrowsAsync<SmtpRelayException>(act)).Message;

    private static async Task<List<SmtpQueueItem>> ListAsync(ISmtpRelayAccess queue, SmtpQueueFilter? filter = null) => await AllAsync(queue.ListAsync(filter ?? SmtpQueueFilter.All, Token));

    private static async Task<List<SmtpQueueItem>> ChangeAsync(ISmtpRelayAccess queue, SmtpQueueAction action, string queueId) =>
        await AllAsync(queue.ChangeAsync(action, new SmtpQueueFilter { QueueIds = [queueId] }, Token));

    private static async Task<List<SmtpQueueItem>> AllAsync(IAsyncEnumerable<SmtpQueueItem> items)
    {
        var all = new List<SmtpQueueItem>();
        await foreach (var item in items) all.Add(item);
        return all;
    }

    private async Task<ISmtpRelayAccess> OpenAsync() => Assert.IsType<StoppedRelayQueue>(await SmtpRelayAccess.OpenAsync(SpoolPath, TimeProvider.System, Token));
}
