namespace BTCPayServer.Client;

/// <summary>The permissions that the server itself defines.</summary>
public class Policies
{
    public const string CanViewLightningInvoiceInternalNode = "btcpay.server.canviewlightninginvoiceinternalnode";
    public const string CanCreateLightningInvoiceInternalNode = "btcpay.server.cancreatelightninginvoiceinternalnode";
    public const string CanUseInternalLightningNode = "btcpay.server.canuseinternallightningnode";
    public const string CanModifyServerSettings = "btcpay.server.canmodifyserversettings";
    public const string CanViewUsers = "btcpay.server.canviewusers";
    public const string CanCreateUser = "btcpay.server.cancreateuser";
    public const string CanManageUsers = "btcpay.server.canmanageusers";

    public const string CanViewLightningInvoiceInStore = "btcpay.store.canviewlightninginvoice";
    public const string CanCreateLightningInvoiceInStore = "btcpay.store.cancreatelightninginvoice";
    public const string CanUseLightningNodeInStore = "btcpay.store.canuselightningnode";
    public const string CanModifyStoreSettings = "btcpay.store.canmodifystoresettings";
    public const string CanModifyStoreSettingsUnscoped = "btcpay.store.canmodifystoresettings:";
    public const string CanViewStoreSettings = "btcpay.store.canviewstoresettings";
    public const string CanModifyWebhooks = "btcpay.store.webhooks.canmodifywebhooks";
    public const string CanSendStoreEmail = "btcpay.store.cansendstoreemails";
    public const string CanViewReports = "btcpay.store.canviewreports";
    public const string CanViewInvoices = "btcpay.store.canviewinvoices";
    public const string CanCreateInvoice = "btcpay.store.cancreateinvoice";
    public const string CanModifyInvoices = "btcpay.store.canmodifyinvoices";
    public const string CanViewPaymentRequests = "btcpay.store.canviewpaymentrequests";
    public const string CanModifyPaymentRequests = "btcpay.store.canmodifypaymentrequests";
    public const string CanManagePullPayments = "btcpay.store.canmanagepullpayments";
    public const string CanArchivePullPayments = "btcpay.store.canarchivepullpayments";
    public const string CanCreatePullPayments = "btcpay.store.cancreatepullpayments";
    public const string CanViewPullPayments = "btcpay.store.canviewpullpayments";
    public const string CanCreateNonApprovedPullPayments = "btcpay.store.cancreatenonapprovedpullpayments";
    public const string CanManagePayouts = "btcpay.store.canmanagepayouts";
    public const string CanViewPayouts = "btcpay.store.canviewpayouts";

    public const string CanModifyProfile = "btcpay.user.canmodifyprofile";
    public const string CanViewProfile = "btcpay.user.canviewprofile";
    public const string CanManageNotificationsForUser = "btcpay.user.canmanagenotificationsforuser";
    public const string CanViewNotificationsForUser = "btcpay.user.canviewnotificationsforuser";
    public const string CanDeleteUser = "btcpay.user.candeleteuser";

    public const string Unrestricted = "unrestricted";
}
