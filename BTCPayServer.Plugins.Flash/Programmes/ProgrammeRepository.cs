using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Programmes;

/// <summary>Programmes as rows.</summary>
internal sealed class ProgrammeRepository
{
    private const string Columns = """
        select store_id StoreId, asset, scale, min_load MinLoad, max_load MaxLoad, max_balance MaxBalance, charge_limit ChargeLimit, day_limit DayLimit,
               validity_months ValidityMonths, issue_fee IssueFee, load_fee LoadFee, load_fee_basis_points LoadFeeBasisPoints,
               hold_minutes HoldMinutes, time_zone TimeZone, credit_marked_invoices CreditMarkedInvoices, server_url ServerUrl
          from flash.programmes
        """;
    private const string Select = Columns + " where store_id = @storeId";

    private readonly FlashDatabase _database;
    private readonly Gathered<string, Programme> _programmes;

    public ProgrammeRepository(FlashDatabase database)
    {
        _database = database;
        _programmes = new(Read);
    }

    /// <summary>The store's programme, or null. Every charge and tap asks: what is asked at the same time shares a query.</summary>
    public Task<Programme?> Find(string storeId, CancellationToken cancellationToken) => _programmes.Find(storeId, cancellationToken);

    /// <summary>Reads it on the connection of a transaction.</summary>
    public static async Task<Programme?> Read(NpgsqlTransaction transaction, string storeId, CancellationToken cancellationToken) =>
        (await transaction.Connection!.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(Select, new { storeId }, transaction, cancellationToken: cancellationToken)))?.ToProgramme();

    /// <summary>Reads it and keeps it from changing until the transaction ends: what is issued under it has its asset and limits.</summary>
    public static async Task<Programme?> Share(NpgsqlTransaction transaction, string storeId, CancellationToken cancellationToken) =>
        (await transaction.Connection!.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(Select + " for share", new { storeId }, transaction, cancellationToken: cancellationToken)))?.ToProgramme();

    /// <summary>Writes it and locks it until the transaction ends.</summary>
    public static Task Save(NpgsqlTransaction transaction, Programme programme, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            insert into flash.programmes (store_id, asset, scale, min_load, max_load, max_balance, charge_limit, day_limit, validity_months, issue_fee,
                load_fee, load_fee_basis_points, hold_minutes, time_zone, credit_marked_invoices, server_url, updated_at)
              values (@StoreId, @Code, @Scale, @MinLoad, @MaxLoad, @MaxBalance, @ChargeLimit, @DayLimit, @ValidityMonths, @IssueFee,
                @LoadFee, @LoadFeeBasisPoints, @HoldMinutes, @TimeZone, @CreditMarkedInvoices, @ServerUrl, @now)
              on conflict (store_id) do update set asset = excluded.asset, scale = excluded.scale, min_load = excluded.min_load, max_load = excluded.max_load,
                max_balance = excluded.max_balance, charge_limit = excluded.charge_limit, day_limit = excluded.day_limit, validity_months = excluded.validity_months,
                issue_fee = excluded.issue_fee, load_fee = excluded.load_fee, load_fee_basis_points = excluded.load_fee_basis_points,
                hold_minutes = excluded.hold_minutes, time_zone = excluded.time_zone, credit_marked_invoices = excluded.credit_marked_invoices,
                server_url = excluded.server_url, updated_at = excluded.updated_at
            """, new
        {
            programme.StoreId,
            programme.Asset.Code,
            programme.Asset.Scale,
            programme.MinLoad,
            programme.MaxLoad,
            programme.MaxBalance,
            programme.ChargeLimit,
            programme.DayLimit,
            programme.ValidityMonths,
            programme.IssueFee,
            programme.LoadFee,
            programme.LoadFeeBasisPoints,
            programme.HoldMinutes,
            programme.TimeZone,
            programme.CreditMarkedInvoices,
            programme.ServerUrl,
            now
        }, transaction, cancellationToken: cancellationToken));

    /// <summary>Locks the row against everybody else until the transaction ends, and reads it.</summary>
    public static async Task<Programme?> Lock(NpgsqlTransaction transaction, string storeId, CancellationToken cancellationToken) =>
        (await transaction.Connection!.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(Select + " for update", new { storeId }, transaction, cancellationToken: cancellationToken)))?.ToProgramme();

    private async Task<IReadOnlyDictionary<string, Programme>> Read(IReadOnlyCollection<string> stores)
    {
        await using var connection = await _database.Open(CancellationToken.None);
        return (await connection.QueryAsync<Row>(Columns + " where store_id = any (@stores)", new { stores = stores.ToArray() })).ToDictionary(row => row.StoreId, row => row.ToProgramme());
    }

    private sealed class Row
    {
        public string StoreId { get; set; } = "";
        public string Asset { get; set; } = "";
        public short Scale { get; set; }
        public long? MinLoad { get; set; }
        public long? MaxLoad { get; set; }
        public long? MaxBalance { get; set; }
        public long? ChargeLimit { get; set; }
        public long? DayLimit { get; set; }
        public int? ValidityMonths { get; set; }
        public long IssueFee { get; set; }
        public long LoadFee { get; set; }
        public int LoadFeeBasisPoints { get; set; }
        public int HoldMinutes { get; set; }
        public string TimeZone { get; set; } = "";
        public bool CreditMarkedInvoices { get; set; }
        public string? ServerUrl { get; set; }

        public Programme ToProgramme() => new()
        {
            StoreId = StoreId,
            Asset = new Asset(Asset, Scale),
            MinLoad = MinLoad,
            MaxLoad = MaxLoad,
            MaxBalance = MaxBalance,
            ChargeLimit = ChargeLimit,
            DayLimit = DayLimit,
            ValidityMonths = ValidityMonths,
            IssueFee = IssueFee,
            LoadFee = LoadFee,
            LoadFeeBasisPoints = LoadFeeBasisPoints,
            HoldMinutes = HoldMinutes,
            TimeZone = TimeZone,
            CreditMarkedInvoices = CreditMarkedInvoices,
            ServerUrl = ServerUrl
        };
    }
}
