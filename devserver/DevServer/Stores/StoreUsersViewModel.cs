namespace DevServer.Stores;

public sealed record StoreUsersViewModel(IReadOnlyList<StoreMember> Members, IReadOnlyList<StoreRole> Roles);
